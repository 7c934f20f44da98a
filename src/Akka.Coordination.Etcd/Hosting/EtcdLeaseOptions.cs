using System.Globalization;
using System.Text;
using Akka.Hosting;

namespace Akka.Coordination.Etcd.Hosting;

/// <summary>The settings of leases on etcd; what is null stays as HOCON has it.</summary>
public sealed record EtcdLeaseOptions
{
    /// <summary>Where the settings of the connection to etcd are; <c>akka.etcd</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>What the keys of leases begin with; <c>akka/leases/</c>.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How long a lease outlasts an owner that died. Whole seconds, by default at least 2 s; 120 s.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>How often the owner looks whether its key is still there. Less than half of <see cref="HeartbeatTimeout"/>; 12 s.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>How long acquiring and releasing may take. More than 0; 5 s.</summary>
    public TimeSpan? OperationTimeout { get; init; }

    /// <summary>How long acquiring waits for another owner to let go or to be found dead, 0 to <see cref="OperationTimeout"/>; 0.</summary>
    public TimeSpan? AcquirePatience { get; init; }

    /// <summary>Writes what is given as HOCON.</summary>
    internal string ToHocon()
    {
        var hocon = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{EtcdLease.ConfigPath} {{");
        Append(hocon, "connection", Connection?.ToHocon());
        Append(hocon, "key-prefix", KeyPrefix?.ToHocon());
        Append(hocon, "heartbeat-timeout", Milliseconds(HeartbeatTimeout));
        Append(hocon, "heartbeat-interval", Milliseconds(HeartbeatInterval));
        Append(hocon, "lease-operation-timeout", Milliseconds(OperationTimeout));
        Append(hocon, "acquire-patience", Milliseconds(AcquirePatience));
        return hocon.AppendLine("}").ToString();
    }

    private static void Append(StringBuilder hocon, string key, string? value)
    {
        if (value is not null)
        {
            hocon.AppendLine(CultureInfo.InvariantCulture, $"  {key} = {value}");
        }
    }

    private static string? Milliseconds(TimeSpan? time) => time is { } given ? string.Create(CultureInfo.InvariantCulture, $"{given.TotalMilliseconds}ms") : null;
}
