using Akka.Actor;
using Akka.Discovery.Etcd.Registration;
using Akka.Etcd.Keys;
using Google.Protobuf;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>The keys by which one cluster comes to be.</summary>
internal sealed class ClusterKeys(ServiceKeys service)
{
    private readonly string prefix = $"{service.Base}cluster/";

    /// <summary>Everything below.</summary>
    public EtcdKeyRange All => EtcdKeyRange.WithPrefix(prefix);

    /// <summary>Which formation is the cluster. It stays when all nodes are gone, and is the fence: a node of another one may not announce itself.</summary>
    public ByteString Formation => ByteString.CopyFromUtf8($"{prefix}formation");

    /// <summary>Who is about to form the cluster. Under the etcd lease of that node, and gone when it is announced.</summary>
    public ByteString Forming => ByteString.CopyFromUtf8($"{prefix}forming");

    /// <summary>The nodes that are in the cluster, each under its own etcd lease.</summary>
    public EtcdKeyRange Members => EtcdKeyRange.WithPrefix($"{prefix}members/");

    public ByteString Member(Address address) => ByteString.CopyFromUtf8($"{prefix}members/{address.Host}:{address.Port}");
}
