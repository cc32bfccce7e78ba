import Foundation
import GRDB

/// The blog's database. All of its methods wait for the disk: call them in `runInExecutor`.
struct BlogStore: Sendable {
    private let database: DatabasePool

    /// Opens the database at `path`, and makes its tables when it is new.
    init(path: String) throws {
        database = try DatabasePool(path: path)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("authors and entries") { database in
            try database.create(table: "authors") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("email", .text).notNull().unique()
                table.column("name", .text).notNull()
                table.column("passwordHash", .text).notNull()
            }
            try database.create(table: "entries") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("authorID", .integer).notNull().references("authors")
                table.column("slug", .text).notNull().unique()
                table.column("title", .text).notNull()
                table.column("text", .text).notNull()
                table.column("published", .integer).notNull().indexed()
                table.column("updated", .integer).notNull()
            }
        }
        try migrator.migrate(database)
    }

    // MARK: authors

    func author(id: Int64) throws -> Author? { try database.read { try Author.fetchOne($0, key: id) } }

    func author(email: String) throws -> Author? {
        try database.read { try Author.fetchOne($0, key: ["email": email.lowercased()]) }
    }

    func hasAuthor() throws -> Bool { try database.read { try Author.fetchCount($0) > 0 } }

    /// Makes the first author; nil when there is one already, also when two try at once.
    func addFirstAuthor(email: String, name: String, passwordHash: String) throws -> Author? {
        try database.write { database in
            guard try Author.fetchCount(database) == 0 else { return nil }
            var author = Author(email: email.lowercased(), name: name, passwordHash: passwordHash)
            try author.insert(database)
            return author
        }
    }

    // MARK: entries

    func entry(slug: String) throws -> Entry? { try database.read { try Entry.fetchOne($0, key: ["slug": slug]) } }

    func entry(id: Int64) throws -> Entry? { try database.read { try Entry.fetchOne($0, key: id) } }

    /// Page `number`, from 1, of `size` entries.
    func page(_ number: Int, of size: Int) throws -> EntryPage {
        try database.read { database in
            let order = Entry.order(Column("published").desc, Column("id").desc)
            let found = try order.limit(size + 1, offset: (number - 1) * size).fetchAll(database)
            return EntryPage(entries: Array(found.prefix(size)), number: number, hasOlder: found.count > size)
        }
    }

    func all() throws -> [Entry] {
        try database.read { try Entry.order(Column("published").desc, Column("id").desc).fetchAll($0) }
    }

    /// Adds an entry; its slug is made of its title, with a number behind it when that is taken.
    func add(title: String, text: String, by author: Int64) throws -> Entry {
        try database.write { database in
            let base = Slug.make(title)
            var slug = base
            var number = 2
            while try Entry.filter(Column("slug") == slug).fetchCount(database) > 0 {
                slug = "\(base)-\(number)"
                number += 1
            }
            let now = Int64(Date().timeIntervalSince1970)
            var entry = Entry(
                authorID: author, slug: slug, title: title, text: text, published: now, updated: now)
            try entry.insert(database)
            return entry
        }
    }

    /// Changes an entry; its address stays. Nil when there is none.
    func update(id: Int64, title: String, text: String) throws -> Entry? {
        try database.write { database in
            guard var entry = try Entry.fetchOne(database, key: id) else { return nil }
            entry.title = title
            entry.text = text
            entry.updated = Int64(Date().timeIntervalSince1970)
            try entry.update(database)
            return entry
        }
    }
}

/// The part of an address that is made of a title.
enum Slug {
    /// Small letters and digits of ASCII with dashes between the words: `Café: 2 francs` gives `cafe-2-francs`.
    static func make(_ title: String) -> String {
        let plain = title.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
        let words = plain.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        let slug = words.joined(separator: "-").prefix(80)
        return slug.isEmpty ? "entry" : String(slug)
    }
}
