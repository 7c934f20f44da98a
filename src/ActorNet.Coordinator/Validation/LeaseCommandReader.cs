using System.Collections.Immutable;
using System.Net.Sockets;
using System.Numerics;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ActorNet.Coordinator.Validation;

/// <summary>Lease requests as commands of the shard. With problems, the command must not be used.</summary>
internal static class LeaseCommandReader
{
    private const int MaxPreferred = 16;
    private const int MaxGivenUp = 16;

    /// <summary>Reads a request for a lease.</summary>
    /// <param name="request">The request.</param>
    /// <param name="pool">The pool that it names; null when there is none, and the caller will say so.</param>
    /// <param name="problems">What is wrong with the request.</param>
    public static AcquireLease Read(AcquireLeaseRequest request, PoolSpec? pool, FieldProblems problems) =>
        new(Fields.Node(request.NodeId, "node_id", problems), Fields.RequiredSecret(request.Instance, "instance", problems))
        {
            Token = Fields.OptionalSecret(request.Token, "token", problems),
            BurntEpoch = Fields.BurntEpoch(request.BurntEpoch, "burnt_epoch", problems),
            Preferred = UpTo(MaxPreferred, request.PreferredSubnets, "preferred_subnets", problems),
            Ipv4Length = PrefixLength(request.Ipv4PrefixLength, request.MostSubnets, "ipv4", AddressFamily.InterNetwork, pool, problems),
            Ipv6Length = PrefixLength(request.Ipv6PrefixLength, request.MostSubnets, "ipv6", AddressFamily.InterNetworkV6, pool, problems),
            Ipv4Longest = LongestLength(request.Ipv4LongestPrefixLength, request.Ipv4PrefixLength, "ipv4", AddressFamily.InterNetwork, pool, problems),
            Ipv6Longest = LongestLength(request.Ipv6LongestPrefixLength, request.Ipv6PrefixLength, "ipv6", AddressFamily.InterNetworkV6, pool, problems),
            Attributes = NodeAttributesReader.Read(request.Attributes, "attributes", problems) with
            {
                Version = Fields.Version(request.AttributesVersion, "attributes_version", problems),
            },
            NewToken = Secret128.Draw(),
            RequestId = Fields.RequestId(request.RequestId, "request_id", problems),
            AcceptsMove = request.AcceptsMove,
            GivenUp = UpTo(MaxGivenUp, request.GivenUp, "given_up", problems),
            GivenUpEpoch = GivenUpEpoch(request, problems),
            Labels = pool is { Headroom.IsNone: false } && request.Attributes is { } attributes ? NodeSelector.Of(attributes.Labels).Labels : NodeSelector.None.Labels,
            MostSubnets = MostSubnets(request.MostSubnets, problems),
            GivesBack = request.GivesBack,
        };

    public static RenewLease Read(RenewLeaseRequest request, FieldProblems problems) =>
        Renewal(request.NodeId, request.Instance, request.Epoch, problems);

    public static RenewLease Read(KeepAliveRequest request, FieldProblems problems)
    {
        if (request.RequestNumber < 1)
        {
            problems.Add("request_number", $"{request.RequestNumber} is out of range; give 1 or more, so that the answer can be told from others");
        }

        return Renewal(request.NodeId, request.Instance, request.Epoch, problems);
    }

    public static ReleaseLease Read(ReleaseLeaseRequest request, FieldProblems problems)
    {
        var instance = Fields.OptionalSecret(request.Instance, "instance", problems);
        if (request.NodeIsDown && instance is not null)
        {
            problems.Add("node_is_down", "given together with instance, but a holder that releases is not down; leave one of them out");
        }

        return new ReleaseLease(Fields.Node(request.NodeId, "node_id", problems), Fields.RequiredEpoch(request.Epoch, "epoch", problems))
        {
            Instance = instance,
            NodeIsDown = request.NodeIsDown,
            Reason = Fields.Reason(request.Reason, "reason", problems),
            RequestId = Fields.RequestId(request.RequestId, "request_id", problems),
        };
    }

    private static RenewLease Renewal(string node, ByteString instance, long epoch, FieldProblems problems) => new(
        Fields.Node(node, "node_id", problems),
        Fields.RequiredSecret(instance, "instance", problems),
        Fields.RequiredEpoch(epoch, "epoch", problems));

    private static ImmutableArray<Prefix> UpTo(int most, RepeatedField<string> texts, string field, FieldProblems problems)
    {
        if (texts.Count > most)
        {
            problems.Add(field, $"{texts.Count} given; give up to {most}");
            return [];
        }

        return Prefixes.Read(texts, field, problems);
    }

    private static Epoch GivenUpEpoch(AcquireLeaseRequest request, FieldProblems problems)
    {
        if (request.GivenUp.Count > 0 || request.GivenUpEpoch < 0)
        {
            return Fields.RequiredEpoch(request.GivenUpEpoch, "given_up_epoch", problems);
        }

        return Epoch.None; // It says nothing without them.
    }

    private static int MostSubnets(int given, FieldProblems problems)
    {
        if (given is < 0 or > Allocation.Leases.Lease.MostSubnets)
        {
            problems.Add("most_subnets", $"{given} is out of range; 0 means 1, give up to {Allocation.Leases.Lease.MostSubnets}");
        }

        return Math.Clamp(given, 1, Allocation.Leases.Lease.MostSubnets);
    }

    /// <summary>What all subnets of the node make up together: several may be more than the pool's largest one.</summary>
    private static int? PrefixLength(int length, int mostSubnets, string name, AddressFamily family, PoolSpec? pool, FieldProblems problems)
    {
        if (length == 0)
        {
            return null;
        }

        if (pool?.Family(family) is { } spec)
        {
            var shortest = Math.Max(spec.Shortest - BitOperations.Log2((uint)Math.Clamp(mostSubnets, 1, Allocation.Leases.Lease.MostSubnets)), 1);
            CheckRange(length, shortest, spec.Longest, $"{name}_prefix_length", $"0 means {spec.PrefixLength}, pool '{pool.Name}' allows", problems);
        }
        else
        {
            CheckWithoutFamily(length, shortest: 1, $"{name}_prefix_length", name, pool, problems);
        }

        return length;
    }

    /// <summary>The longest that is taken: not shorter than what is wanted.</summary>
    private static int? LongestLength(int length, int wanted, string name, AddressFamily family, PoolSpec? pool, FieldProblems problems)
    {
        if (length == 0)
        {
            return null;
        }

        var field = $"{name}_longest_prefix_length";
        if (pool?.Family(family) is { } spec)
        {
            var shortest = wanted > 0 ? wanted : spec.PrefixLength;
            CheckRange(length, shortest, spec.Longest, field, $"0 means {shortest}, which is wanted; pool '{pool.Name}' allows", problems);
        }
        else
        {
            CheckWithoutFamily(length, Math.Max(wanted, 1), field, name, pool, problems);
        }

        return length;
    }

    /// <summary>Without a pool the caller will hear that there is none; what can never be right is said all the same.</summary>
    private static void CheckWithoutFamily(int length, int shortest, string field, string name, PoolSpec? pool, FieldProblems problems)
    {
        if (pool is null)
        {
            CheckRange(length, shortest, name == "ipv4" ? 30 : 126, field, "give", problems);
        }
        else
        {
            problems.Add(field, $"{length} given, but pool '{pool.Name}' has no {name} CIDR; leave it out");
        }
    }

    private static void CheckRange(int length, int shortest, int longest, string field, string advice, FieldProblems problems)
    {
        if (length < shortest || length > longest)
        {
            problems.Add(field, $"{length} is out of range; {advice} {shortest} to {longest}");
        }
    }
}
