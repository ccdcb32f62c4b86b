/// A titled list of links in the sidebar, such as the rooms.
public struct SidebarSection: Sendable {
  public struct Link: Sendable {
    public let name: String
    public let path: String
    /// What distinguishes it in the list: a room's kind.
    public let kind: String
    public let isCurrent: Bool
    /// New things behind it; nothing is shown for zero, and 100 reads "99+".
    public let unread: Int
    public let mentions: Int
    /// Whether the viewer keeps it at the top.
    public let isStarred: Bool

    public init(name: String, path: String, kind: String, isCurrent: Bool, unread: Int, mentions: Int, isStarred: Bool = false) {
      self.name = name
      self.path = path
      self.kind = kind
      self.isCurrent = isCurrent
      self.unread = unread
      self.mentions = mentions
      self.isStarred = isStarred
    }
  }

  /// Somewhere to go, by name.
  public struct Place: Sendable {
    public let name: String
    public let path: String

    public init(_ name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  /// Something the viewer is asked to join: two forms, one to say yes and one to say no.
  public struct Invitation: Sendable {
    public let name: String
    /// Who asks, in words.
    public let from: String
    public let accept: String
    public let decline: String

    public init(name: String, from: String, accept: String, decline: String) {
      self.name = name
      self.from = from
      self.accept = accept
      self.decline = decline
    }
  }

  public let name: String
  /// What one link leads to, as the palette says it: "room".
  public let noun: String
  /// Whether the sidebar shows its links. Otherwise it only adds up what is unread.
  public let isListed: Bool
  public let links: [Link]
  /// What the palette leads to beside the links.
  public let others: [Place]
  /// Where more is looked for by what is typed into the palette, which is added at the end; nil where there is nothing more.
  public let search: Place?
  public let invitations: [Invitation]
  /// The page of the sidebar that the list belongs to: its entry carries the sum of what is unread.
  public let home: String?
  /// Where the list is fetched again when it has changed.
  public let source: String?
  /// Where one adds to the list, and what that is called.
  public let add: (name: String, path: String, dialog: String?)?
  /// Where all others are.
  public let browse: Place?
  /// Where one says which links stand first.
  public let order: String?

  public init(
    name: String, noun: String, isListed: Bool = true, links: [Link], others: [Place] = [], search: Place? = nil,
    invitations: [Invitation] = [],
    home: String? = nil, source: String? = nil,
    add: (name: String, path: String, dialog: String?)? = nil, browse: Place? = nil, order: String? = nil
  ) {
    self.name = name
    self.noun = noun
    self.isListed = isListed
    self.links = links
    self.others = others
    self.search = search
    self.invitations = invitations
    self.home = home
    self.source = source
    self.add = add
    self.browse = browse
    self.order = order
  }

  /// The same with its links in another order.
  public func with(links: [Link]) -> SidebarSection {
    SidebarSection(
      name: name, noun: noun, isListed: isListed, links: links, others: others, search: search, invitations: invitations, home: home,
      source: source, add: add,
      browse: browse, order: order)
  }
}
