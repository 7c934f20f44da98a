namespace ActorNet.Chaos.Pausing;

/// <summary>A moment in a coordinator's work at which it can be made to stand still.</summary>
internal enum PausePoint
{
    /// <summary>A transaction is made, and nothing of it has been sent to etcd.</summary>
    BeforeTransaction,

    /// <summary>etcd has answered a transaction, and nobody has seen the answer.</summary>
    AfterTransaction,

    /// <summary>What was asked for is done, and nothing of the answer has been sent to the client.</summary>
    BeforeAnswer,

    /// <summary>The answer has left.</summary>
    AfterAnswer,

    /// <summary>A shard was taken over and read back, and its activation, which fences its predecessor, has not been sent to etcd.</summary>
    BeforeFence,

    /// <summary>etcd has answered an activation, and the shard does not know.</summary>
    AfterFence,
}
