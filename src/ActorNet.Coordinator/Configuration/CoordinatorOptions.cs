namespace ActorNet.Coordinator.Configuration;

/// <summary>Everything that can be set, complete and right: <see cref="OptionsReader"/> makes no others.</summary>
/// <param name="Listen">Where the gRPC services are.</param>
/// <param name="Storage">Where the journal is.</param>
/// <param name="DefaultPool">The pool that is made at the first start.</param>
/// <param name="LogLevel">The least severe entries that are logged.</param>
/// <param name="LogFormat">How they are written.</param>
internal sealed record CoordinatorOptions(
    ListenAddress Listen,
    StorageOptions Storage,
    DefaultPoolOptions DefaultPool,
    LogLevel LogLevel,
    LogFormat LogFormat);
