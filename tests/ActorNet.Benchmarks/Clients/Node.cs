using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Clients;

/// <summary>A node as its agent shows it.</summary>
/// <param name="Id">Its name.</param>
internal sealed record Node(string Id)
{
    private const string Pool = "default";
    private static readonly ByteString Instance = ByteString.CopyFrom(new byte[16]);
    private static readonly NodeAttributes Attributes = new()
    {
        PublicIpv4 = "192.0.2.77",
        BackendType = BackendType.Vxlan,
        Vxlan = new VxlanEndpoint { Vni = 1, Port = 8472, VtepMac = "02:00:0a:f4:01:00" },
    };

    public AcquireLeaseRequest Acquire() => new() { Pool = Pool, NodeId = Id, Instance = Instance, Attributes = Attributes };

    public RenewLeaseRequest Renew(long epoch) => new() { Pool = Pool, NodeId = Id, Instance = Instance, Epoch = epoch };

    public KeepAliveRequest KeepAlive(long epoch, long number) => new() { RequestNumber = number, Pool = Pool, NodeId = Id, Instance = Instance, Epoch = epoch };

    public ReleaseLeaseRequest Release(long epoch) => new() { Pool = Pool, NodeId = Id, Instance = Instance, Epoch = epoch };
}
