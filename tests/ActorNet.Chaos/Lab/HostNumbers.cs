namespace ActorNet.Chaos.Lab;

/// <summary>Who lives where on the switch: the last byte of the address.</summary>
internal static class HostNumbers
{
    /// <summary>Nodes have this number and the following.</summary>
    public const int FirstNode = 1;

    /// <summary>Nodes that a scenario adds for itself have this number and the following.</summary>
    public const int FirstGuest = 150;

    /// <summary>The members of etcd have this number and the following.</summary>
    public const int FirstEtcd = 101;

    /// <summary>The coordinators have this number and the following.</summary>
    public const int FirstCoordinator = 111;

    /// <summary>Operators, simulated nodes and watchers.</summary>
    public const int Clients = 120;
}
