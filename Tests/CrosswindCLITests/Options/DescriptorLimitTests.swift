import Testing

@testable import CrosswindCLI

@Suite struct DescriptorLimitTests {
    @Test func leavesAReserve() {
        #expect(DescriptorLimit.connections(descriptors: 65_536) == 65_024)
        #expect(DescriptorLimit.connections(descriptors: 1024) == 768)
        #expect(DescriptorLimit.connections(descriptors: 0) == 1)
    }

    @Test func raisingTwiceChangesNothing() {
        let first = DescriptorLimit.raise()
        #expect(first >= 1 && first == DescriptorLimit.raise())
    }
}
