using Akka.Configuration;

namespace Akka.Coordination.Etcd.Configuration;

/// <summary>What a lease takes from its section of HOCON beside the times, which Akka reads: see this assembly's <c>reference.conf</c>.</summary>
/// <param name="Connection">Where the connection's settings are.</param>
/// <param name="KeyPrefix">What the keys of leases begin with.</param>
/// <param name="AcquirePatience">How long acquiring waits for another owner; 0: not at all.</param>
internal sealed record EtcdLeaseConfig(string Connection, string KeyPrefix, TimeSpan AcquirePatience)
{
    /// <summary>The defaults, as in <c>reference.conf</c>.</summary>
    public static Config Default { get; } = ConfigurationFactory.FromResource("Akka.Coordination.Etcd.reference.conf", typeof(EtcdLeaseConfig).Assembly);

    /// <summary>Reads a section; what is not given there comes from the defaults.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names each key.</exception>
    public static EtcdLeaseConfig Read(Config section)
    {
        var here = section.WithFallback(Default.GetConfig(EtcdLease.ConfigPath));
        var problems = new List<string>();
        var read = new EtcdLeaseConfig(here.GetString("connection"), here.GetString("key-prefix"), ReadPatience(here, problems));
        if (string.IsNullOrWhiteSpace(read.Connection))
        {
            problems.Add("connection: empty; give the path of the settings of a connection to etcd, for example akka.etcd");
        }

        if (string.IsNullOrEmpty(read.KeyPrefix))
        {
            problems.Add("key-prefix: empty; give what the keys shall begin with, for example akka/leases/");
        }

        return problems.Count == 0 ? read : throw Wrong(problems);
    }

    private static TimeSpan ReadPatience(Config section, List<string> problems)
    {
        try
        {
            return section.GetTimeSpan("acquire-patience");
        }
        catch (FormatException)
        {
            problems.Add($"acquire-patience: '{section.GetString("acquire-patience")}' is not a time to wait; give 0s or more, for example 5s");
            return default;
        }
    }

    /// <summary>Checks the times as Akka has read them.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names each key.</exception>
    public static void Check(TimeoutSettings times)
    {
        var all = new[]
        {
            ("heartbeat-interval", times.HeartbeatInterval), ("heartbeat-timeout", times.HeartbeatTimeout), ("lease-operation-timeout", times.OperationTimeout),
        };
        var problems = all.Where(time => time.Item2 <= TimeSpan.Zero).Select(time => $"{time.Item1}: {time.Item2} is not a time to wait; give more than 0").ToList();
        if (problems.Count > 0)
        {
            throw Wrong(problems);
        }
    }

    private static ConfigurationException Wrong(IEnumerable<string> problems) => new($"lease on etcd: {string.Join("; ", problems)}");
}
