namespace ActorNet.Benchmarks.Storm;

/// <summary>What came of a storm.</summary>
/// <param name="Nodes">How many asked.</param>
/// <param name="Watchers">How many watched.</param>
/// <param name="Leased">When the last node had its lease.</param>
/// <param name="Consistent">When every watcher knew exactly the leases that were granted, too.</param>
/// <param name="Bare">What as many guarded transactions take the bare etcd client.</param>
/// <param name="Retries">How often nodes were told to come again.</param>
/// <param name="Resyncs">How often watchers were told to start anew.</param>
/// <param name="LiveBytesPerLease">What a replica's heap grew by, without garbage; the replica where it was most.</param>
/// <param name="ResidentBytesPerLease">What its resident memory grew by, with garbage.</param>
internal sealed record StormResult(
    int Nodes,
    int Watchers,
    TimeSpan Leased,
    TimeSpan Consistent,
    TimeSpan Bare,
    long Retries,
    long Resyncs,
    double LiveBytesPerLease,
    double ResidentBytesPerLease);
