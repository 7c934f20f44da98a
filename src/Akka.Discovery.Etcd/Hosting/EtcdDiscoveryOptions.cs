using System.Globalization;
using System.Text;
using Akka.Actor.Setup;
using Akka.Discovery.Etcd.Configuration;
using Akka.Hosting;

namespace Akka.Discovery.Etcd.Hosting;

/// <summary>The settings of discovery on etcd; what is null stays as HOCON has it.</summary>
public sealed class EtcdDiscoveryOptions : IDiscoveryOptions
{
    /// <inheritdoc/>
    public string ConfigPath => EtcdDiscoveryConfig.Path;

    /// <inheritdoc/>
    public Type Class => typeof(EtcdServiceDiscovery);

    /// <summary>Whether discovery on etcd is the actor system's default method; it is.</summary>
    public bool IsDefaultPlugin { get; set; } = true;

    /// <summary>Where the settings of the connection to etcd are; <c>akka.etcd</c>.</summary>
    public string? Connection { get; set; }

    /// <summary>What the keys of services begin with; <c>akka/discovery/</c>.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>Whether this actor system registers itself; it does.</summary>
    public bool? Register { get; set; }

    /// <summary>The service that it is an instance of; the actor system's name.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Where others reach it; where its remoting listens.</summary>
    public string? Host { get; set; }

    /// <summary>Where others reach it, 1 to 65535; where its remoting listens.</summary>
    public int? Port { get; set; }

    /// <summary>What lookups for a named port compare.</summary>
    public string? PortName { get; set; }

    /// <summary>What lookups for a protocol compare; tcp.</summary>
    public string? Protocol { get; set; }

    /// <summary>How long the registration outlasts a process that died. Whole seconds, by default at least 2 s; 10 s.</summary>
    public TimeSpan? LeaseTimeToLive { get; set; }

    /// <inheritdoc/>
    public void Apply(AkkaConfigurationBuilder builder, Setup? setup = null) =>
        builder.AddHocon(ToHocon(), HoconAddMode.Prepend).AddHocon(EtcdServiceDiscovery.DefaultConfiguration, HoconAddMode.Append);

    private string ToHocon()
    {
        var hocon = new StringBuilder();
        if (IsDefaultPlugin)
        {
            hocon.AppendLine("akka.discovery.method = etcd");
        }

        hocon.AppendLine(CultureInfo.InvariantCulture, $"{ConfigPath} {{");
        Append("connection", Connection?.ToHocon());
        Append("key-prefix", KeyPrefix?.ToHocon());
        Append("register", Register?.ToHocon());
        Append("service-name", ServiceName?.ToHocon());
        Append("host", Host?.ToHocon());
        Append("port", Port?.ToHocon());
        Append("port-name", PortName?.ToHocon());
        Append("protocol", Protocol?.ToHocon());
        Append("lease-ttl", LeaseTimeToLive is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms") : null);
        return hocon.AppendLine("}").ToString();

        void Append(string key, string? value)
        {
            if (value is not null)
            {
                hocon.AppendLine(CultureInfo.InvariantCulture, $"  {key} = {value}");
            }
        }
    }
}
