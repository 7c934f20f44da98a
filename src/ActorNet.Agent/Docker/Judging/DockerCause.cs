namespace ActorNet.Agent.Docker.Judging;

/// <summary>Why Docker does not follow the lease, or what of it is in the lease's way.</summary>
internal enum DockerCause
{
    /// <summary>The file of Docker's options names the lease's subnet; the engine has not been started since.</summary>
    NotRestarted,

    /// <summary>The engine was restarted while containers lived on, and then keeps the network that they are in, whatever it was told.</summary>
    LiveRestore,

    /// <summary>Somebody gave docker0 another address.</summary>
    AddressEdited,

    /// <summary>Docker's configuration file has another bip.</summary>
    OtherBipInFile,

    /// <summary>The engine was started with another bip, or with options that its file has as well.</summary>
    OtherBipOnCommandLine,

    /// <summary>A network of Docker's has addresses of the pool.</summary>
    NetworkOverlaps,

    /// <summary>Docker takes the subnets of user-defined networks from addresses of the pool.</summary>
    AddressPoolOverlaps,

    /// <summary>Docker's configuration file cannot be used or written.</summary>
    FileUnusable,

    /// <summary>Docker did not come up with the lease's subnet, and was put back.</summary>
    DidNotComeUp,

    /// <summary>CNI plugins give containers addresses of the same bridge.</summary>
    SharedWithCni,

    /// <summary>The engine runs and does not answer, so that nobody knows what it does.</summary>
    EngineSilent,

    /// <summary>The lease has IPv6, and Docker's containers do not get it.</summary>
    WithoutIPv6,

    /// <summary>Docker masquerades although the agent does.</summary>
    MasqueradesTwice,

    /// <summary>The engine has another subnet, and nothing that can be seen says why.</summary>
    Unexplained,
}
