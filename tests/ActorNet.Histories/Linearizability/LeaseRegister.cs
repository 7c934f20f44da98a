namespace ActorNet.Histories.Linearizability;

/// <summary>How a node stands.</summary>
internal enum Standing
{
    /// <summary>It never had a lease.</summary>
    Never,

    /// <summary>It has one.</summary>
    Active,

    /// <summary>It has one that an operator took back, and that lives until nobody may believe in it.</summary>
    Revoked,

    /// <summary>Its last one has ended.</summary>
    Ended,
}

/// <summary>One node's lease as a register: what one correct owner without any delay would know.</summary>
/// <param name="Standing">How the node stands.</param>
/// <param name="Epoch">The epoch of its lease or of its last one, as far as it is known; else what it is above, see <see cref="IsEpochOpen"/>.</param>
/// <param name="IsEpochOpen">
/// The lease was granted by an operation whose answer nobody has: its epoch is some number above <see cref="Epoch"/>, its subnets are unknown.
/// </param>
/// <param name="Subnets">The lease's subnets as the contract writes them; empty where they are unknown.</param>
/// <param name="ConfirmedNs">When the last answered grant or renewal of this epoch was sent: sooner than T + g after it the lease cannot have expired.</param>
internal readonly record struct LeaseRegister(Standing Standing, long Epoch, bool IsEpochOpen, string Subnets, long ConfirmedNs)
{
    /// <summary>Before anything was asked.</summary>
    public static readonly LeaseRegister New = new(Standing.Never, 0, false, string.Empty, 0);

    /// <summary>Whether the lease is there, revoked or not.</summary>
    public bool IsHeld => Standing is Standing.Active or Standing.Revoked;

    /// <summary>Whether its epoch may be this one.</summary>
    public bool MayHave(long epoch) => IsEpochOpen ? epoch > Epoch : epoch == Epoch;

    /// <summary>The same, now that the epoch is known.</summary>
    public LeaseRegister Known(long epoch) => this with { Epoch = epoch, IsEpochOpen = false };

    public override string ToString() => Standing == Standing.Never
        ? "no lease ever"
        : $"{Standing.ToString().ToLowerInvariant()} {Subnets} epoch {(IsEpochOpen ? $"above {Epoch}" : Epoch)}";
}
