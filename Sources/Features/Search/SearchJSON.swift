import Core
import JSON
import People

extension SearchPage {
  func writeFields(to json: inout JSONWriter) {
    json.key("results")
    json.array { json in for result in results { result.write(to: &json) } }
    json.field("next", next?.text)
    guard let people else { return }
    json.key("people")
    json.array { json in for person in people { person.write(to: &json) } }
  }
}
