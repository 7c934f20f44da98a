using Akka.Etcd.Keys;
using Google.Protobuf;

namespace Akka.Discovery.Etcd.Registration;

/// <summary>Where a service is in etcd. Its name is escaped to one segment, so that no service's keys are among another's.</summary>
internal readonly record struct ServiceKeys(string Prefix, string ServiceName)
{
    public string Base => $"{Prefix}{Uri.EscapeDataString(ServiceName)}/";

    /// <summary>All instances.</summary>
    public EtcdKeyRange Members => EtcdKeyRange.WithPrefix($"{Base}members/");

    public ByteString Member(string host, int port) => ByteString.CopyFromUtf8($"{Base}members/{host}:{port}");
}
