using ActorNet.Coordinator.History;

namespace ActorNet.Coordinator.Configuration;

/// <summary>Everything that can be set, complete and right: <see cref="OptionsReader"/> makes no others.</summary>
/// <param name="Listen">Where the gRPC services are.</param>
/// <param name="Storage">Where the journal is.</param>
/// <param name="Cluster">How it is one of several; null where it is alone.</param>
/// <param name="DefaultPool">The pool that is made at the first start.</param>
/// <param name="History">How much of the past can be told.</param>
/// <param name="LogLevel">The least severe entries that are logged.</param>
/// <param name="LogFormat">How they are written.</param>
internal sealed record CoordinatorOptions(
    ListenAddress Listen,
    StorageOptions Storage,
    ClusterOptions? Cluster,
    DefaultPoolOptions DefaultPool,
    PastLimits History,
    LogLevel LogLevel,
    LogFormat LogFormat);
