extension OptionTable {
    static let limitRequestLine = OptionSpec(
        name: "limit-request-line", kind: .integer(128...65_536), placeholder: "BYTES", initial: "8190",
        help: "The longest request line; a longer one is answered 414.",
        peers: "gunicorn `--limit-request-line` (4094; 0 for none is not accepted here)")

    static let limitRequestFields = OptionSpec(
        name: "limit-request-fields", kind: .integer(1...10_000), placeholder: "N", initial: "100",
        help: "The most header fields of a request; more are answered 431.",
        peers: "gunicorn `--limit-request-fields`")

    static let limitRequestFieldSize = OptionSpec(
        name: "limit-request-field-size", aliases: ["limit-request-field_size"], kind: .integer(128...65_536),
        placeholder: "BYTES", initial: "8190",
        help: "The longest header field, name and value; a longer one is answered 431.",
        peers: "gunicorn `--limit-request-field_size`")

    static let maxBodySize = OptionSpec(
        name: "max-body-size", aliases: ["max-request-body-size"], kind: .size(1...UInt64(Int64.max), unlimited: true),
        placeholder: "SIZE", initial: "1GiB",
        help: "The largest request body, decoded; a larger one is answered 413. `unlimited` for none.",
        peers: "waitress `--max-request-body-size`")

    static let spoolThreshold = OptionSpec(
        name: "spool-threshold", aliases: ["inbuf-overflow"], kind: .size(0...(1 << 30)), placeholder: "SIZE",
        initial: "512KiB",
        help: "Request bodies above this go to an anonymous temporary file instead of memory.",
        peers: "waitress `--inbuf-overflow` (512 KiB)")

    static let bodyMemory = OptionSpec(
        name: "body-memory", kind: .size(0...(1 << 40)), placeholder: "SIZE", initial: "32MiB",
        help: """
            Bodies of up to eight times --spool-threshold stay in memory too while all of them together take no more \
            than this; 0 sends every body above the threshold to a file.
            """)

    static let responseMemory = OptionSpec(
        name: "response-memory", kind: .size(0...(1 << 40)), placeholder: "SIZE", initial: "64MiB",
        help: """
            Finished responses wait in memory for clients that are slow to take them while all of them together take no \
            more than this, and in anonymous temporary files beyond it. Up to 64 KiB of each wait in memory in any case.
            """)

    static let streamRequestBody = OptionSpec(
        name: "stream-request-body", kind: .flag,
        help: """
            Call the application as soon as the head is there and let it read the body as it comes; a slow upload then \
            holds a Python thread.
            """,
        peers: "how gunicorn and uvicorn do it; waitress buffers like our default")
}
