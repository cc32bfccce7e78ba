/// `application/x-www-form-urlencoded`: the query of a URL, and the body of a form without files. Tornado's
/// `parse_qs_bytes(keep_blank_values=True)`.
public enum URLEncodedForm {
    /// The fields in the order sent, repeats included.
    ///
    /// Fields are separated by `&` only; a field without `=` has an empty value, an empty one is nothing. `+` is a blank,
    /// percent escapes are decoded once, and an escape that is not whole stays as it is. Throws `tooManyFields` when
    /// there are more than `limit` (empty ones count: they cost time too). Linear.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, limit: Int = FormLimits().fields
    ) throws(FormError) -> [FormField] {
        let octets = Octets(bytes)
        guard octets.count > 0 else { return [] }
        var fields: [FormField] = []
        var count = 0
        var at = 0
        while at <= octets.count {
            count += 1
            guard count <= limit else { throw .tooManyFields }
            let end = octets.first(UInt8(ascii: "&"), in: at..<octets.count) ?? octets.count
            if end > at { fields.append(field(octets, at..<end)) }
            at = end + 1
        }
        return fields
    }

    /// The same for text.
    public static func parse(_ text: String, limit: Int = FormLimits().fields) throws(FormError) -> [FormField] {
        try text.withOctets { octets in
            Result { () throws(FormError) in try parse(octets.slice(octets.whole), limit: limit) }
        }.get()
    }

    /// The same for an array.
    public static func parse(_ bytes: [UInt8], limit: Int = FormLimits().fields) throws(FormError) -> [FormField] {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(FormError) in try parse(bytes, limit: limit) }
        }.get()
    }

    private static func field(_ octets: Octets, _ range: Range<Int>) -> FormField {
        let equals = octets.first(UInt8(ascii: "="), in: range)
        let value = equals.map { $0 + 1..<range.upperBound } ?? range.upperBound..<range.upperBound
        return FormField(
            name: URLCoding.decodeName(octets, range.lowerBound..<(equals ?? range.upperBound), plus: true),
            value: URLCoding.decode(octets, value, plus: true))
    }
}
