using System.Text;
using System.Text.RegularExpressions;
using ActorNet.Addressing;
using ActorNet.Flannel;
using Akka.Etcd.Connection;
using Akka.Etcd.Keys;
using Akka.Etcd.Transactions;
using Etcdserverpb;
using Google.Protobuf;

namespace ActorNet.Integration.Flannel;

/// <summary>
/// What flanneld does with etcd when it starts, renews and is told of leases (flannel v0.28, pkg/subnet/etcd): it reuses the lease that has its address, or makes one, create-only, of a
/// subnet that overlaps no lease that it can read.
/// </summary>
internal sealed partial class FlanneldLike(EtcdConnection etcd, string prefix, string address)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);

    public string Value { get; init; } =
        $$$"""{"PublicIP":"{{{address}}}","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"}}""";

    /// <summary>The etcd lease of its key.</summary>
    public long EtcdLease { get; private set; }

    /// <summary>The leases that flanneld can read: subnet, public address, backend.</summary>
    public async Task<IReadOnlyList<(Prefix Subnet, string Address, string Backend)>> ListAsync(CancellationToken cancellation)
    {
        var range = EtcdKeyRange.WithPrefix($"{prefix}/subnets");
        var answer = await etcd.ReadAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End }, cancellation);
        var leases = new List<(Prefix, string, string)>();
        foreach (var pair in answer.Kvs)
        {
            var key = KeyPattern().Match(pair.Key.ToStringUtf8());
            if (key.Success && FlannelLease.TryParse(pair.Value.Memory, out var lease, out _))
            {
                leases.Add((Prefix.Parse($"{key.Groups["address"].Value}/{key.Groups["length"].Value}"), $"{lease.PublicIp}", lease.BackendType));
            }
        }

        return leases;
    }

    /// <summary>Starts: gives the subnet, or null where it lost a race or all are taken, at which flanneld exits.</summary>
    public async Task<Prefix?> TryStartAsync(CancellationToken cancellation)
    {
        var config = await etcd.ReadAsync(new RangeRequest { Key = ByteString.CopyFromUtf8($"{prefix}/config") }, cancellation);
        var family = FlannelConfigParser.Parse(config.Kvs.Single().Value.Memory).Families[0];
        var leases = await ListAsync(cancellation);
        foreach (var (subnet, owner, _) in leases)
        {
            if (owner == address && subnet >= family.First && subnet <= family.Last && subnet.Length == family.SubnetLength)
            {
                await RenewAsync(subnet, cancellation);
                return subnet;
            }
        }

        var free = PrefixCover.Of(family.Network, family.First, family.Last)
            .SelectMany(part => Enumerable.Range(0, (int)part.CountOf(family.SubnetLength)).Select(index => part.Subprefix((UInt128)index, family.SubnetLength)))
            .Where(subnet => !leases.Any(lease => lease.Subnet.Overlaps(subnet))).Take(100).ToList();
        if (free.Count == 0)
        {
            return null;
        }

        var picked = free[Random.Shared.Next(free.Count)];
        var (key, granted) = (KeyOf(picked), (await etcd.GrantLeaseAsync(TimeToLive, cancellation)).ID);
        var request = new TxnRequest { Compare = { Guard.IsAbsent(key) }, Success = { Operation.Put(key, ByteString.CopyFromUtf8(Value), granted) } };
        if (!(await etcd.TransactAsync(request, cancellation)).Succeeded)
        {
            return null;
        }

        EtcdLease = granted;
        return picked;
    }

    /// <summary>Renews: a blind put, whoever has the key.</summary>
    public async Task RenewAsync(Prefix subnet, CancellationToken cancellation)
    {
        EtcdLease = (await etcd.GrantLeaseAsync(TimeToLive, cancellation)).ID;
        await etcd.TransactAsync(new TxnRequest { Success = { Operation.Put(KeyOf(subnet), ByteString.CopyFromUtf8(Value), EtcdLease) } }, cancellation);
    }

    /// <summary>Its lease ends, as if nobody had renewed it.</summary>
    public Task ExpireAsync(CancellationToken cancellation) => etcd.RevokeLeaseAsync(EtcdLease, cancellation);

    private ByteString KeyOf(Prefix subnet) => ByteString.CopyFrom(Encoding.UTF8.GetBytes($"{prefix}/subnets/{subnet.Address}-{subnet.Length}"));

    [GeneratedRegex(@"(?<address>\d+\.\d+\.\d+\.\d+)-(?<length>\d+)(&[a-f\d:]+-\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyPattern();
}
