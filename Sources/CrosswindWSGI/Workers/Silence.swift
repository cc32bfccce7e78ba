/// How long each worker's application has done nothing, as far as whoever looks now and then can tell.
///
/// It has done nothing while it was entered no more often (to be called, for the next piece of its body, for `close()`) and
/// has written nothing. Time in which the worker sends isn't the application's.
struct Silence {
    private struct Sample {
        let moment: ResponseTurn.Moment
        let since: UInt64
    }

    private var samples: [Int: Sample] = [:]

    /// `worker` was seen at `moment`, nil outside its application: where it has been for `limit` nanoseconds or more.
    mutating func seen(
        _ worker: Int, at moment: ResponseTurn.Moment?, now: UInt64, limit: UInt64
    ) -> ResponseTurn.Moment? {
        guard let moment else {
            samples[worker] = nil
            return nil
        }
        guard let before = samples[worker], before.moment == moment else {
            samples[worker] = Sample(moment: moment, since: now)
            return nil
        }
        return now &- before.since >= limit ? moment : nil
    }
}
