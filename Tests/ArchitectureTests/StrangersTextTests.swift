import Foundation
import Testing

/// No `String` of a stranger's is hashed, sorted or searched until it is short or ASCII: Swift does so by canonical equivalence, in
/// quadratic time for runs of combining marks. What a request's head says is ASCII (`Request`), names are `ShortName`, texts are cut to
/// their limit by `Fields`. Everything here is one of those, or no stranger's; the reason says which.
@Suite struct StrangersTextTests {
  private typealias Reasons = [String: String]

  /// Where strings are keys.
  private static let keyed: Reasons = [
    "Core/AppError.swift": "names of our fields, and at most 20 of a stranger's, 64 bytes each",
    "Core/Limits/Limits.swift": "our names of limits",
    "Core/Reports/MemberStanding.swift": "our names of fields",
    "Core/Reports/Reportable.swift": "keys that we make: ids",
    "Core/ServerFigures.swift": "our names of jobs",
    "Core/Validation/Fields.swift": "the problems of an AppError",
    "Design/BanNotice.swift": "the details of an AppError",
    "Design/ErrorPage.swift": "the details of an AppError",
    "Design/Field.swift": "the problems of an AppError",
    "Features/Accounts/Addresses/AdminAddresses.swift": "addresses of at most 254 characters",
    "Features/Accounts/AccountsFeature+House.swift": "the operator's passwords",
    "Features/Accounts/AccountsFeature.swift": "the operator's addresses and passwords",
    "Features/Accounts/SignIn/PasswordChecker.swift": "asked for passwords of at most 1,024 bytes",
    "Features/Accounts/Sessions/RememberedTokens.swift": "tokens of at most 4 KB, from a head: ASCII",
    "Features/Accounts/Settings/SettingsViews.swift": "keyed by our names of fields; `saved` is at most 64 bytes",
    "Features/Care/Actions/ActionRepository.swift": "our names of fields",
    "Features/Care/Models/ReportKinds.swift": "our names of kinds, asked for at most 20 characters; keys that we make",
    "Features/Cats/Rehearsal/Rehearsal.swift": "a keeper's ids and labels, of at most 100 characters",
    "Features/Cats/Speech/FactionLines.swift": "our pools of lines",
    "Features/Cats/Speech/ModeLines.swift": "our pools of lines",
    "Features/Cats/Speech/PlainLines.swift": "our pools of lines",
    "Features/Chat/Conversations/Keys/MasterKeys.swift": "ids of the operator's keys",
    "Features/Chat/Messages/MessageComposer.swift": "usernames: 2 to 20 ASCII characters",
    "Features/Cats/Moderation/ReportedCatRows.swift": "the twelve names",
    "Features/Chat/Moderation/ReportedDirectRepository.swift": "keys that we make: ids",
    "Features/Chat/Moderation/ReportedMessageRows.swift": "keys that we make: ids",
    "Features/Chat/Moderation/ReportedRoomRows.swift": "keys that we make: ids",
    "Features/Chat/Pages/PageService.swift": "the problems of an AppError",
    "Features/Chat/Pages/RoomPage.swift": "the problems of an AppError",
    "Features/Chat/Views/RoomsPageViews.swift": "the problems of an AppError",
    "Features/Codeground/Moderation/ReportedScriptRows.swift": "keys that we make: ids",
    "Features/Downloads/Models/DashboardPage.swift": "the problems of an AppError",
    "Features/Feed/Views/FeedViews.swift": "the problems of an AppError",
    "Features/Media/Moderation/ReportedMediaRows.swift": "keys that we make: ids",
    "Features/Media/Uses/MediaUseRepository.swift": "the problems of an AppError",
    "Features/Notices/NoticeReadingRepository.swift": "our names of kinds",
    "Features/Notices/Preferences/Preferences.swift": "our names of kinds",
    "Features/Operations/Settings/SiteSettingsForm.swift": "our names of fields",
    "Features/People/TopEightRepository.swift": "usernames of at most 80 bytes",
    "Features/Search/Views/SearchViews.swift": "the problems of an AppError",
    "Features/Song/Leases/LeaseRepository.swift": "names of sockets, which we make",
    "Features/Song/Models/ChoiceRules.swift": "our names of fields",
    "Features/Song/Proposals/ProposalMaking.swift": "our names of fields",
    "Features/Song/Moderation/ReportedPatternRows.swift": "keys that we make: ids",
    "Features/Song/Moderation/ReportedStoryRows.swift": "keys that we make: ids",
    "Features/Song/Moderation/ReportedVerseRows.swift": "keys that we make: ids",
    "Features/Song/Stories/StoryService.swift": "our names of fields",
    "Features/Tasks/Models/TaskForm.swift": "the problems of an AppError",
    "Features/Tasks/Models/TaskItem.swift": "entity tags, from a head: ASCII",
    "Features/Walls/Models/ModuleForm.swift": "our names of fields",
    "Features/Walls/Models/ProfileForm.swift": "our names of fields",
    "Features/Walls/Models/WallModule.swift": "entity tags, from a head: ASCII",
    "Features/Walls/Moderation/ReportedModuleRows.swift": "keys that we make: ids",
    "Features/Walls/Moderation/ReportedProfileRows.swift": "keys that we make: ids",
    "Features/Walls/Moderation/ReportedStickerRows.swift": "keys that we make: ids",
    "Live/Hub/SocketInquiries.swift": "names of our nodes",
    "Live/Presence/Elsewhere.swift": "names of our nodes",
    "Live/Presence/PresenceExchange.swift": "names of our nodes",
    "Platform/Bus/Redis/RedisBus.swift": "our channels",
    "Platform/Crypto/SessionToken.swift": "claims of at most 64 bytes, looked at once our signature is found",
    "Platform/Engine/ServerOptions.swift": "our words for refusals",
    "Platform/HTTP/OpenAPI.swift": "our declarations",
    "Platform/System/ServiceManager.swift": "the environment, at start",
    "Platform/HTTP/ModuleGraph.swift": "our own files, while they are read at start",
    "Platform/HTTP/StaticFiles.swift": "our own files, while they are read at start",
    "Platform/JSON/JSONSchema.swift": "our declarations",
    "Platform/Transfer/CharacterReferences.swift": "our names; asked for at most 10 ASCII bytes",
    "Platform/Markdown/Language.swift": "our languages and keywords; asked for ASCII words of at most 32 bytes",
    "Web/CrossOriginRule.swift": "asked for origins from a head: ASCII",
  ]

  /// Where strings are searched by character, among what reads requests.
  private static let searched: Reasons = [
    "Core/Limits/Limit+Setting.swift": "the operator's text",
    "Features/Accounts/AccountSettings.swift": "the operator's addresses",
    "Features/Accounts/Models/EmailAddress.swift": "scalars",
    "Features/Accounts/Moderation/StaffPageViews.swift": "the target, from a head: ASCII",
    "Features/Care/Models/Case.swift": "a cursor of at most 64 bytes",
    "Features/Care/Reports/ReportRoutes.swift": "at most 500 characters",
    "Features/Cats/Speech/Lines.swift": "our own lines",
    "Features/Chat/ChatFields.swift": "at most 500 characters",
    "Features/Chat/Conversations/ConversationSettings.swift": "the operator's keys",
    "Features/Chat/Models/MessageText.swift": "bytes",
    "Features/Chat/Models/Room.swift": "at most 32 bytes",
    "Features/Codeground/Models/Published.swift": "an answer that we remember: three words of ours",
    "Features/Codeground/Scripts/ScriptRows.swift": "tags: at most 5 of 24 ASCII characters",
    "Features/Downloads/DownloadJSON.swift": "what is in the database already, short",
    "Features/Accounts/Moderation/DirectoryRepository.swift": "a network as we write it: ASCII",
    "Features/Downloads/DownloadRoutes.swift": "from a head: ASCII",
    "Features/Downloads/Models/Review.swift": "at most 500 characters",
    "Features/Mail/MailService.swift": "a mail server's words: at most 200 lines of 500 characters",
    "Features/Mail/Models/SealedEmail.swift": "an address of at most 254 characters",
    "Features/Mail/Sending/LetterQueue.swift": "a mail server's last line, at most 500 characters",
    "Features/Mail/Sending/LetterRepository.swift": "a mail server's words: at most 200 lines of 500 characters",
    "Features/Media/Files/FolderMediaStore.swift": "our own files",
    "Features/Media/Uploads/MediaWorkshop.swift": "our own path",
    "Features/Operations/CheckService.swift": "the operator's addresses",
    "Features/Operations/Views/FrontPageViews.swift": "an administrator's contact of at most 254 characters",
    "Features/Tasks/Models/TaskPlace.swift": "`Referer`, from a head: ASCII",
    "Features/Song/Exchange/TweeBody.swift": "bytes",
    "Features/Song/Exchange/TweeLine.swift": "bytes",
    "Features/Song/Models/VariableFields.swift": "words of at most 64 bytes, as bytes",
    "Features/Song/Narrative/StoryVariable.swift": "words of at most 64 bytes, as bytes",
    "Features/Song/Narrative/VariableText.swift": "words of at most 64 bytes, as bytes",
    "Platform/HTTP/Accept.swift": "from a head: ASCII",
    "Platform/HTTP/ContentDisposition.swift": "scalars",
    "Platform/HTTP/Cookies.swift": "our own cookies",
    "Platform/HTTP/FileType.swift": "our own files",
    "Platform/HTTP/MultipartParser.swift": "scalars",
    "Platform/HTTP/PathPattern.swift": "our declarations",
    "Platform/HTTP/ModuleGraph.swift": "our own files, while they are read at start",
    "Platform/HTTP/StaticFiles.swift": "our own files, while they are read at start",
    "Platform/HTTP/TrustedProxies.swift": "from a head: ASCII",
    "Platform/Markdown/Highlighter.swift": "words of at most 20 ASCII bytes",
    "Web/IncomingRequest.swift": "the path, from a head: ASCII",
    "Web/Call+Body.swift": "a media type: ASCII tokens",
    "Web/PublicAddress.swift": "from a head: ASCII",
    "Web/RemoteAnswer.swift": "from another server's head: ASCII",
    "Web/SecurityHeaders.swift": "our own headers",
    "Web/ServedFile.swift": "our own headers",
    "Web/ServedRemoteFile.swift": "the operator's address",
    "Web/SocketRoute.swift": "from a head: ASCII",
    "Web/WebApplication.swift": "our own headers",
  ]

  private static func reads(_ path: String) -> Bool {
    ["Core/Validation/", "Core/Limits/", "Features/", "Live/", "Web/", "Platform/HTTP/", "Platform/JSON/", "Platform/Markdown/"].contains(
      where: path.hasPrefix)
  }

  private func check(_ files: [ArchitectureTests.SourceFile], _ pattern: Regex<Substring>, _ reasons: [String: String]) {
    let found = Set(files.filter { $0.text.contains(pattern) }.map(\.path))
    #expect(!found.isEmpty)
    for path in found.sorted() {
      #expect(reasons[path] != nil, "\(path) may hash or search a stranger's string: see ShortName, and say here why it may")
    }
    for path in reasons.keys.sorted() { #expect(found.contains(path), "\(path) needs no reason any more") }
  }

  @Test func keysAreNotStrings() {
    let others = ["Command/", "Core/Config/", "NeoSpace/", "Platform/SQL/", "Platform/Telemetry/"]
    let files = ArchitectureTests.files.filter { file in !others.contains(where: file.path.hasPrefix) }
    check(files, /\[String ?:(?! ?JSONSchema\])|Set<String>|Dictionary<String|Generations<String/, Self.keyed)
  }

  @Test func textIsNotSearchedByCharacter() {
    let files = ArchitectureTests.files.filter { Self.reads($0.path) }
    let words =
      /hasPrefix|hasSuffix|\.replacing\(|trimmingCharacters|ndex\(of: "|\.split\(separator: "|\.contains\("|\.(?:first|last) == "|firstRange\(of:|words\.contains/
    check(files, words, Self.searched)
  }

  @Test func headsAreReadAsASCII() throws {
    let request = try #require(ArchitectureTests.files.first { $0.path == "Platform/Engine/Request.swift" })
    #expect(request.text.components(separatedBy: "String(decoding:").count == 3, "a head's bytes become text in one place")
  }
}
