using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Snapshot;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Configuration;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("connection", "\"\"")]
    [InlineData("key-prefix", "\"\"")]
    [InlineData("key-prefix", "{ a = 1 }")]
    [InlineData("max-batch-operations", "many")]
    [InlineData("max-batch-operations", "2")]
    [InlineData("max-batch-bytes", "much")]
    [InlineData("max-batch-bytes", "10 GiB")]
    [InlineData("transactions-in-flight", "[1]")]
    [InlineData("max-queued-bytes", "0")]
    [InlineData("write-timeout", "soon")]
    [InlineData("write-timeout", "-1s")]
    [InlineData("write-timeout", "infinite")]
    [InlineData("write-timeout", "400d")]
    [InlineData("replay-page-bytes", "1")]
    public void A_journals_setting_that_is_wrong_is_named(string key, string value) =>
        AssertNamed(key, () => EtcdJournalSettings.Read(ConfigurationFactory.ParseString($"{key} = {value}")));

    [Theory]
    [InlineData("chunk-bytes", "much")]
    [InlineData("chunk-bytes", "2 MiB")]
    [InlineData("write-timeout", "soon")]
    public void A_snapshot_stores_setting_that_is_wrong_is_named(string key, string value) =>
        AssertNamed(key, () => SnapshotStoreSettings.Read(ConfigurationFactory.ParseString($"{key} = {value}")));

    [Theory]
    [InlineData("page-bytes", "much")]
    [InlineData("buffer-bytes", "-1")]
    [InlineData("write-plugin", "\"\"")]
    public void A_read_journals_setting_that_is_wrong_is_named(string key, string value) =>
        AssertNamed(key, () => EtcdReadJournalSettings.Read(ConfigurationFactory.ParseString($"{key} = {value}")));

    [Fact]
    public async Task A_read_journal_of_a_journal_that_is_not_there_is_refused()
    {
        var config = ConfigurationFactory.ParseString($"{EtcdReadJournal.Identifier}.write-plugin = nowhere").WithFallback(EtcdPersistence.DefaultConfiguration);
        var system = ActorSystem.Create("test", config);

        AssertNamed("write-plugin", () => PersistenceQuery.Get(system).ReadJournalFor<EtcdReadJournal>(EtcdReadJournal.Identifier));

        await system.Terminate();
    }

    private static void AssertNamed(string key, Func<object> read) =>
        Assert.StartsWith($"{key}: ", Assert.Throws<ConfigurationException>(read).Message, StringComparison.Ordinal);
}
