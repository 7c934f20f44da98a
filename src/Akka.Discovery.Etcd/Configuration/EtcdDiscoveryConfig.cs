using Akka.Configuration;

namespace Akka.Discovery.Etcd.Configuration;

/// <summary>The settings of discovery: see this assembly's <c>reference.conf</c>.</summary>
internal sealed record EtcdDiscoveryConfig
{
    /// <summary>Where they are in HOCON.</summary>
    public const string Path = "akka.discovery.etcd";

    /// <summary>The defaults, as in <c>reference.conf</c>.</summary>
    public static Akka.Configuration.Config Default { get; } =
        ConfigurationFactory.FromResource("Akka.Discovery.Etcd.reference.conf", typeof(EtcdDiscoveryConfig).Assembly);

    public required string Connection { get; init; }

    public required string KeyPrefix { get; init; }

    public required bool IsRegistering { get; init; }

    /// <summary>Empty: the actor system's name.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Empty: where remoting listens.</summary>
    public required string Host { get; init; }

    /// <summary>0: where remoting listens.</summary>
    public required int Port { get; init; }

    public required string PortName { get; init; }

    public required string Protocol { get; init; }

    public required TimeSpan LeaseTimeToLive { get; init; }

    /// <summary>Empty: the actor system's name.</summary>
    public required string BootstrapServiceName { get; init; }

    public required TimeSpan BootstrapLeaseTimeToLive { get; init; }

    /// <summary>Infinite: never.</summary>
    public required TimeSpan DownUnannouncedAfter { get; init; }

    /// <summary>Reads the settings of an actor system; what is not given there comes from the defaults.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names each key.</exception>
    public static EtcdDiscoveryConfig Read(Akka.Configuration.Config config)
    {
        var here = config.WithFallback(Default).GetConfig(Path);
        var problems = new List<string>();
        var read = new EtcdDiscoveryConfig
        {
            Connection = here.GetString("connection"),
            KeyPrefix = here.GetString("key-prefix"),
            IsRegistering = Take("register", key => here.GetBoolean(key)),
            ServiceName = here.GetString("service-name"),
            Host = here.GetString("host"),
            Port = Take("port", key => here.GetInt(key)),
            PortName = here.GetString("port-name"),
            Protocol = here.GetString("protocol"),
            LeaseTimeToLive = Take("lease-ttl", Time),
            BootstrapServiceName = here.GetString("bootstrap.service-name"),
            BootstrapLeaseTimeToLive = Take("bootstrap.lease-ttl", Time),
            DownUnannouncedAfter = Take("bootstrap.down-unannounced-after", key => here.GetTimeSpan(key)),
        };

        // What cannot be read has no value that could be judged.
        problems = problems.Count > 0 ? problems : [.. read.Problems()];
        return problems.Count == 0 ? read : throw new ConfigurationException(string.Join("; ", problems.Select(problem => $"{Path}.{problem}")));

        TimeSpan Time(string key) => here.GetTimeSpan(key, allowInfinite: false);

        T? Take<T>(string key, Func<string, T> read)
        {
            try
            {
                return read(key);
            }
            catch (Exception problem)
            {
                // HOCON's readers throw whatever parsing throws, and none names the key.
                problems.Add($"{key}: {problem.Message}");
                return default;
            }
        }
    }

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Connection))
        {
            yield return "connection: empty; give the path of the settings of a connection to etcd, for example akka.etcd";
        }

        if (string.IsNullOrEmpty(KeyPrefix))
        {
            yield return "key-prefix: empty; give what the keys shall begin with, for example akka/discovery/";
        }

        if (Port is < 0 or > ushort.MaxValue)
        {
            yield return $"port: {Port} is no port; give 1 to 65535, or 0 for that of remoting";
        }

        if (LeaseTimeToLive < TimeSpan.FromSeconds(1))
        {
            yield return $"lease-ttl: {LeaseTimeToLive} is too short; give 1 s or more";
        }

        if (BootstrapLeaseTimeToLive < TimeSpan.FromSeconds(1))
        {
            yield return $"bootstrap.lease-ttl: {BootstrapLeaseTimeToLive} is too short; give 1 s or more";
        }
    }
}
