import Design
import HTML

/// Initials on a member's colour, as a picture of its own.
struct AvatarDrawing: View {
  let avatar: MemberAvatar
  let side: Int

  /// The members' colours of `tokens.css`.
  private static let colors = ["#A3E635", "#FF8585", "#22D3EE", "#FB923C", "#FACC15", "#C4A1FF", "#5EEAD4", "#F9A8D4"]

  var body: some HTML {
    svg(.vectorNamespace, .width(side), .height(side), .viewBox("0 0 40 40")) {
      rect(.width(40), .height(40), .fill(Self.colors[abs(avatar.color) % Self.colors.count]))
      words(
        .x("20"), .y("25.2"), .fill("#000"), .textAnchor("middle"), .fontFamily("ui-monospace, Menlo, Consolas, monospace"),
        .fontSize("15"), .fontWeight("700")
      ) { initials }
    }
  }

  var bytes: [UInt8] { rendered() }

  /// Without the few characters that XML cannot hold.
  private var initials: String {
    let scalars = Avatar.initials(of: avatar.name).uppercased().unicodeScalars
    return String(String.UnicodeScalarView(scalars.filter { $0.value >= 0x20 && $0.value & 0xFFFE != 0xFFFE }))
  }
}
