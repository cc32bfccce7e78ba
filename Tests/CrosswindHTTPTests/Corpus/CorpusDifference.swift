import CrosswindHTTP

/// Where we decide otherwise than gunicorn, and why. What is only a missing Host isn't listed: `CorpusEntry.withHosts`.
struct CorpusDifference: Sendable {
    enum Verdict: Sendable {
        case refused(HTTPParseError)
        case accepted
    }

    var ours: Verdict
    var why: String

    static let all: [String: CorpusDifference] = [
        "invalid/003c": Self(
            ours: .accepted,
            why: "`-bl` is a token, and RFC 9110 §9.1 allows any; gunicorn has a house rule for methods."),
        "invalid/008": Self(
            ours: .accepted,
            why: "Sizes: gunicorn counts the line's end, we count what the line says; 8189 bytes fit into 8190."),
        "invalid/012": Self(
            ours: .accepted,
            why: "The same: 97 bytes fit into 98."),
        "invalid/017": Self(
            ours: .accepted,
            why: "The same: 8189 bytes fit into 8190."),
        "invalid/limit_header_default_01": Self(
            ours: .accepted,
            why: "The same: 8190 bytes fit into 8190."),
        "invalid/019": Self(
            ours: .accepted,
            why: "Contradicting X-Forwarded fields concern whoever decides on trust, behind the parser."),
        "invalid/040": Self(
            ours: .accepted,
            why: "A name with an underscore is a token; the WSGI side drops the field, as in valid/040."),
        "invalid/chunked_07": Self(
            ours: .accepted,
            why: "The same."),
        "valid/005": Self(
            ours: .refused(.invalidTarget),
            why: "A fragment is never sent (RFC 9112 §3.2); a proxy may route by what is before it."),
        "valid/009": Self(
            ours: .refused(.invalidTarget),
            why: "The same; it also has Content-Length with Transfer-Encoding."),
        "valid/025": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "We don't decode gzip, and to hand it on undecoded would be a lie: 501 (RFC 9112 §6.1)."),
        "valid/025_line": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "The same."),
        "valid/029": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "`identity` is no coding since RFC 7230."),
        "valid/030": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "The same."),
        "valid/rfc9112_smuggle_gzip_chunked_01": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "As valid/025."),
        "valid/rfc9112_smuggle_te_identity_chunked_01": Self(
            ours: .refused(.unsupportedTransferEncoding),
            why: "As valid/029."),
        "valid/028": Self(
            ours: .refused(.spaceBeforeColon),
            why: "RFC 9112 §5.1 demands 400; gunicorn accepts it only when told to."),
        "valid/031compat": Self(
            ours: .accepted,
            why: "Methods are case-sensitive (RFC 9110 §9.1): it stays `-blargh`."),
        "valid/040_compat": Self(
            ours: .accepted,
            why: "gunicorn hands underscores on when told to be dangerous."),
        "valid/099": Self(
            ours: .refused(.unexpectedEnd),
            why: "The body is shorter than its Content-Length; gunicorn's test stops reading before that."),
        "valid/compat_obs_fold": Self(
            ours: .refused(.obsoleteFolding),
            why: "RFC 9112 §5.2 allows 400; gunicorn unfolds only when told to."),
        "valid/compat_obs_fold_huge": Self(
            ours: .refused(.obsoleteFolding),
            why: "The same."),
        "valid/pp_01": Self(
            ours: .refused(.malformedRequestLine),
            why: "The PROXY protocol comes before HTTP and is the connection's business."),
        "valid/pp_02": Self(
            ours: .refused(.malformedRequestLine),
            why: "The same."),
        "valid/pp_04": Self(
            ours: .refused(.malformedRequestLine),
            why: "The same, version 2."),
        "valid/pp_05": Self(
            ours: .refused(.malformedRequestLine),
            why: "The same, version 2."),
        "valid/rfc9112_target_absolute_userinfo_01": Self(
            ours: .refused(.invalidHost),
            why: "RFC 9110 §4.2.4: userinfo from an untrusted source is to be taken for an error."),
    ]
}
