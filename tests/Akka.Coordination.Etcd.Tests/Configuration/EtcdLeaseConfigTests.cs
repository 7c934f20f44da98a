using Akka.Configuration;
using Akka.Coordination.Etcd.Configuration;

namespace Akka.Coordination.Etcd.Tests.Configuration;

public sealed class EtcdLeaseConfigTests
{
    [Fact]
    public void Times_that_are_none_are_named_by_their_keys()
    {
        var second = TimeSpan.FromSeconds(1);

        var problem = Assert.Throws<ConfigurationException>(() => EtcdLeaseConfig.Check(new TimeoutSettings(TimeSpan.Zero, second, -second)));

        Assert.Contains("heartbeat-interval: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("lease-operation-timeout: ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("heartbeat-timeout", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patience_that_is_none_is_named_by_its_key()
    {
        var problem = Assert.Throws<ConfigurationException>(() => EtcdLeaseConfig.Read(ConfigurationFactory.ParseString("acquire-patience = -1s")));

        Assert.Contains("acquire-patience: ", problem.Message, StringComparison.Ordinal);
    }
}
