import Design
import Web

extension CodegroundFeature {
  /// All routes of scripts, for people and for programs.
  ///
  /// - Parameter bootstrap: What feeds a web page's code to the parser of its frame.
  public func routes(site: Site, bootstrap: [UInt8] = []) -> [Route] {
    ScriptRoutes(scripts: scripts).routes + ScriptTransferRoutes(transfers: transfers).routes
      + ScriptImportRoutes(transfers: transfers, site: site).routes + DraftRoutes(drafts: drafts).routes
      + RevisionRoutes(revisions: revisions).routes
      + ScriptPageRoutes(scripts: scripts, revisions: revisions, proposals: proposals, site: site).routes
      + DraftPageRoutes(scripts: scripts, drafts: drafts, site: site).routes
      + RevisionPageRoutes(scripts: scripts, drafts: drafts, revisions: revisions, rooms: rooms, site: site).routes
      + DisablingRoutes(disabling: disabling).routes + HandRoutes(hands: hands).routes
      + ProposalRoutes(scripts: scripts, drafts: drafts, proposals: proposals, site: site).routes
      + ForkRoutes(forks: forks, site: site).routes + RunRoutes(runs: runs, site: site, bootstrap: bootstrap).routes
  }
}
