/// Unpredictable bytes: `SystemRandomNumberGenerator` asks the kernel (`getrandom`, `arc4random_buf`).
public enum RandomBytes {
    /// `count` bytes, fit for secrets.
    public static func make(_ count: Int) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            var word = source.next()
            for _ in 0..<min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return bytes
    }

    /// `count` letters of `alphabet`, each as likely as any other.
    static func letters(_ count: Int, of alphabet: [UInt8]) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &source)] }
    }
}
