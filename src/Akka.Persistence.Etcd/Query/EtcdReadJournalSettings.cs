using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Query;

/// <summary>How the read journal works; <c>reference.conf</c> has the reasons for the defaults.</summary>
internal sealed record EtcdReadJournalSettings
{
    /// <summary>The HOCON path of the journal whose events are read.</summary>
    public required string WritePlugin { get; init; }

    /// <summary>How many bytes are read at once, more or less.</summary>
    public required int PageBytes { get; init; }

    /// <summary>How many bytes of events a query keeps rather than read them twice.</summary>
    public required long BufferBytes { get; init; }

    /// <summary>Reads a read journal's section; what is not given there comes from the defaults.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names the key.</exception>
    public static EtcdReadJournalSettings Read(Config section)
    {
        var config = section.WithFallback(EtcdPersistence.DefaultConfiguration.GetConfig(EtcdReadJournal.Identifier));
        return new EtcdReadJournalSettings
        {
            WritePlugin = Setting.Text(config, "write-plugin", "give the path of the journal that is read"),
            PageBytes = (int)Setting.Bytes(config, "page-bytes", 1024, 64 << 20, "give 1 KiB to 64 MiB"),
            BufferBytes = Setting.Bytes(config, "buffer-bytes", 0, long.MaxValue, "give 0 or more"),
        };
    }
}
