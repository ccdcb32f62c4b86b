import Core
import JSON
import Media

/// How profile and modules of another place become the member's own here.
struct ArrivingWallService: Sendable {
  let walls: WallService
  let modules: ModuleService
  let personal: WallPersonalRepository

  /// Takes a profile over the one that there is. A file that did not come in is left out.
  func takeProfile(_ scope: Scope, _ json: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.postWall)
    guard case .object(var members) = json else { throw AppError.validation("profile", "must be an object") }
    if case .object(let settings)? = members.removeValue(forKey: "settings") { members.merge(settings) { first, _ in first } }
    for file in ProfileFile.allCases {
      let name = ShortName(file.rawValue)
      guard let uuid = members[name]?["uuid"]?.string.flatMap({ PortableID(text: $0) }) else {
        if members[name]?.isNull == false { members[name] = nil }
        continue
      }
      members[name] = try await personal.file(uuid, of: member.id).map { .string($0.rawValue) }
    }
    let change = try Fields.read(Fields(json: .object(members))) { fields throws(AppError) in
      let change = try ProfileChange.patch(reading: &fields)
      fields.ignoreRest()
      return change
    }
    let old = try await walls.ownProfile(scope)
    var new = old
    try change.apply(to: &new)
    let files = change.files.allSatisfy { file, id in old.files[file]?.id == id }
    guard new != old || !files else { return .skipped }
    _ = try await walls.change(scope, by: change)
    return .created
  }

  /// Takes a module, last on the wall, with its times.
  func takeModule(_ scope: Scope, _ json: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.postWall)
    if json["kind"]?.string?.utf8.elementsEqual(ModuleKind.song.rawValue.utf8) == true {
      // Numbers of stories and patterns mean others here, and those that come in are private.
      let name = json["uuid"]?.string.flatMap { PortableID(text: $0) }
      if let name, try await personal.hasModule(name, of: member.id) { return .skipped }
      throw AppError.validation("content", "is a story or a loop of another place")
    }
    let content = try await local(json["content"] ?? .null, of: member.id)
    let arriving = try Fields.read(Fields(json: json.with("content", content))) { fields in
      let kind: ModuleKind = fields.choice("kind")
      let arriving = ArrivingModule(
        name: fields.portableID(), content: fields.object("content") { ModuleContent(kind, reading: &$0) },
        style: ModuleStyle(reading: &fields), createdAt: fields.arrivedAt("created_at", now: scope.now),
        updatedAt: fields.arrivedAt("updated_at", now: scope.now))
      fields.ignoreRest()
      return arriving
    }
    return try await modules.bring(scope, arriving, personal)
  }

  /// The content with the ids that its files and its script have here.
  private func local(_ content: JSONValue, of owner: UserID) async throws -> JSONValue {
    var files: [ShortName: String] = [:]
    for name in content.fileNames.prefix(2 * WallPicture.galleryLengths.upperBound) {
      guard let uuid = PortableID(text: name) else { continue }
      files[ShortName(name)] = try await personal.file(uuid, of: owner)?.rawValue ?? "none"
    }
    var content = content.mappingFiles { files[ShortName($0)] }
    guard case .object(var members) = content, members["script"] != nil else { return content }
    // The number of a script means another one here, unless it is known under its name.
    let name = members.removeValue(forKey: "script_uuid")?.string.flatMap { PortableID(text: $0) }
    guard let name, let script = try await personal.script(name, of: owner) else {
      throw AppError.validation("content.script", "is a script of another place")
    }
    members["script"] = .int(script)
    content = .object(members)
    return content
  }
}

/// A module as an archive has it.
struct ArrivingModule: Sendable {
  let name: PortableID
  let content: ModuleContent
  let style: ModuleStyle
  let createdAt: Timestamp
  let updatedAt: Timestamp
}
