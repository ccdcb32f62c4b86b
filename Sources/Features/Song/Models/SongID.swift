import Core

enum StoryEntity: Sendable {}
enum VerseEntity: Sendable {}
enum ChoiceEntity: Sendable {}
enum ProposalEntity: Sendable {}

typealias StoryID = Identifier<StoryEntity>
typealias ProposalID = Identifier<ProposalEntity>
typealias VerseID = Identifier<VerseEntity>
/// Unique in its story; it stays while text, order and target of the choice change.
typealias ChoiceID = Identifier<ChoiceEntity>
