import GRDB

/// An entry of the blog, as the database has it.
struct Entry: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
    static let databaseTableName = "entries"

    var id: Int64?
    var authorID: Int64
    /// What its address says: `/entry/a-day-at-sea`.
    var slug: String
    var title: String
    /// As it was written: plain text.
    var text: String
    /// Seconds since 1970.
    var published: Int64
    var updated: Int64

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

/// Who may write.
struct Author: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
    static let databaseTableName = "authors"

    var id: Int64?
    var email: String
    var name: String
    var passwordHash: String

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

/// Some entries, the newest first, and whether there are more.
struct EntryPage: Sendable {
    var entries: [Entry]
    var number: Int
    var hasNewer: Bool { number > 1 }
    var hasOlder: Bool
}
