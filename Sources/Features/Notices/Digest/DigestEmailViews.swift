import Core
import HTML

/// A member's unread notifications as an email. Names in it are escaped; links begin with the public address.
struct DigestEmail {
  let digest: Digest
  let publicURL: String
  let stop: String

  var email: Email {
    Email(
      .digest, to: digest.address, subject: subject, text: text,
      html: String(decoding: DigestDocument(email: self).rendered(), as: UTF8.self),
      unsubscribe: publicURL + stop)
  }

  var subject: String { digest.notices.count == 1 ? "1 unread notification" : "\(digest.notices.count) unread notifications" }

  var lines: [(title: String, link: String)] {
    digest.notices.compactMap { notice in notice.shown.map { ($0.title, publicURL + $0.link) } }
  }

  private var text: String {
    let list = lines.map { "\($0.title)\n\($0.link)" }.joined(separator: "\n\n")
    return """
      \(list)

      All notifications:
      \(publicURL)\(NoticePath.list)

      To stop these emails:
      \(publicURL)\(stop)

      """
  }
}

private struct DigestDocument: HTML {
  let email: DigestEmail

  func render(into buffer: inout HTMLBuffer) {
    Document {
      head {
        meta(.charset("utf-8"))
        title { email.subject }
      }
      body {
        h1 { email.subject }
        ul {
          for line in email.lines { li { a(.href(line.link), .dir("auto")) { line.title } } }
        }
        p { a(.href(email.publicURL + NoticePath.list)) { "All notifications" } }
        p { a(.href(email.publicURL + email.stop)) { "Stop these emails" } }
      }
    }
    .render(into: &buffer)
  }
}
