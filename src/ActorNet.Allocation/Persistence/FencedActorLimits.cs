namespace ActorNet.Allocation.Persistence;

/// <summary>How much a persistent actor takes at once.</summary>
internal sealed record FencedActorLimits
{
    public static readonly FencedActorLimits Default = new();

    /// <summary>How many commands may wait.</summary>
    public int Waiting { get; init; } = 20_000;

    /// <summary>How many commands are decided together, unless they lead to <see cref="EventsPerBatch"/> events first.</summary>
    public int CommandsPerBatch { get; init; } = 512;

    /// <summary>After how many events a batch takes no further command.</summary>
    public int EventsPerBatch { get; init; } = 512;

    /// <summary>
    /// How many bytes of events go into one write, and after how many a batch takes no further command: a journal has a largest write (etcd's is
    /// 1.5 MiB, --max-request-bytes).
    /// </summary>
    public int BytesPerWrite { get; init; } = 512 * 1024;

    /// <summary>How many batches may wait for their proof at once. One that comes while another is under way need not wait for that one first.</summary>
    public int ProofsUnderWay { get; init; } = 4;

    /// <summary>After how many events a snapshot is due; a large state waits until there are half as many events as it has parts.</summary>
    public int EventsPerSnapshot { get; init; } = 1_000;
}
