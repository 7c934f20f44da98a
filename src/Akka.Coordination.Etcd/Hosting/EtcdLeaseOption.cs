using Akka.Actor.Setup;
using Akka.Hosting;
using Akka.Hosting.Coordination;

namespace Akka.Coordination.Etcd.Hosting;

/// <summary>
/// Names the lease on etcd wherever Akka.Hosting takes a lease: for the split-brain resolver, singletons, sharding. Its settings come with
/// <see cref="EtcdLeaseHostingExtensions.WithEtcdLease"/>, which is needed too: Akka.Hosting only takes the path from an option.
/// </summary>
public sealed class EtcdLeaseOption : LeaseOptionBase
{
    /// <inheritdoc/>
    public override string ConfigPath => EtcdLease.ConfigPath;

    /// <inheritdoc/>
    public override Type Class => typeof(EtcdLease);

    /// <summary>Adds the defaults of the lease, as <see cref="EtcdLeaseHostingExtensions.WithEtcdLease"/> without options does.</summary>
    public override void Apply(AkkaConfigurationBuilder builder, Setup? setup = null) => builder.WithEtcdLease();
}
