using Akka.Configuration;
using Akka.Etcd.Configuration;

namespace Akka.Etcd.Tests.Configuration;

public sealed class EtcdConnectionConfigTests
{
    [Fact]
    public void The_defaults_are_those_of_the_settings()
    {
        var read = EtcdConnectionConfig.Read(Config.Empty, "akka.etcd");

        AssertSame(new EtcdConnectionSettings { Endpoints = [new Uri("http://127.0.0.1:2379")] }, read);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("with \"quotes\" and 'others'")]
    [InlineData("back\\slash\\")]
    [InlineData("${akka.etcd.username} # no // comment")]
    [InlineData("{ a = [1, 2] }")]
    [InlineData("tab\tnewline\nreturn\r.")]
    [InlineData("ünï ☃ \u0001")]
    public void What_is_written_is_read_again(string text)
    {
        var written = TestConnection.Settings(["https://one.example:2379", "https://[::1]:12379"]) with
        {
            Username = text,
            Password = text,
            CallTimeout = TimeSpan.FromMilliseconds(1234),
            ReadTimeout = TimeSpan.FromMinutes(2),
            ProbeInterval = TimeSpan.FromMilliseconds(1),
            ProbeTimeout = TimeSpan.FromHours(1),
        };

        AssertSame(written, EtcdConnectionConfig.Read(EtcdConnectionConfig.Write(written, "my.own-etcd"), "my.own-etcd"));
    }

    [Theory]
    [InlineData("endpoints = []", "my.etcd.endpoints: none given")]
    [InlineData("endpoints = [\"127.0.0.1:2379\"]", "my.etcd.endpoints: '127.0.0.1:2379' is not a client URL")]
    [InlineData("endpoints = [\"http://\"]", "my.etcd.endpoints: 'http://' is not a client URL")]
    [InlineData("endpoints = [\"http://a:2379/v3\"]", "my.etcd.endpoints: 'http://a:2379/v3' is not a client URL")]
    [InlineData("endpoints = [\"http://a:2379?b\"]", "my.etcd.endpoints: 'http://a:2379?b' is not a client URL")]
    [InlineData("endpoints = [\"http://me:secret@a:2379\"]", "my.etcd.endpoints: ")]
    [InlineData("endpoints = [\"http://a:2379\", \"https://b:2379\"]", "my.etcd.endpoints: http and https are mixed")]
    [InlineData("username = ann", "my.etcd.password: missing")]
    [InlineData("password = secret", "my.etcd.username: missing")]
    [InlineData("tls.ca-file = /nowhere/ca.pem", "my.etcd.tls.ca-file: there is no file /nowhere/ca.pem")]
    [InlineData("endpoints = [\"https://a:2379\"], tls.ca-file = /dev/null", "my.etcd.tls.ca-file: /dev/null cannot be used")]
    [InlineData("tls.certificate-file = /nowhere/me.pem", "my.etcd.tls.key-file: missing")]
    [InlineData("tls.key-file = /nowhere/me.key", "my.etcd.tls.certificate-file: missing")]
    [InlineData("tls.ca-file = /nowhere/ca.pem", "my.etcd.tls: given, but the endpoints are http")]
    [InlineData("call-timeout = 0s", "my.etcd.call-timeout: ")]
    [InlineData("call-timeout = soon", "my.etcd.call-timeout: ")]
    [InlineData("call-timeout = [1]", "my.etcd.call-timeout: ")]
    [InlineData("call-timeout = infinite", "my.etcd.call-timeout: ")]
    [InlineData("read-timeout = 1s", "my.etcd.read-timeout: 1 s is less than call-timeout, 2 s")]
    [InlineData("read-timeout = 400d", "my.etcd.read-timeout: ")]
    [InlineData("probe-interval = 0ms", "my.etcd.probe-interval: ")]
    [InlineData("probe-timeout = 0ms", "my.etcd.probe-timeout: ")]
    public void A_problem_names_its_key(string wrong, string problem)
    {
        var config = ConfigurationFactory.ParseString($"my.etcd {{ {wrong} }}");

        var failure = Assert.Throws<ConfigurationException>(() => EtcdConnectionConfig.Read(config, "my.etcd"));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var config = ConfigurationFactory.ParseString("my.etcd { endpoints = [nothing], username = ann, probe-timeout = 0s }");

        var failure = Assert.Throws<ConfigurationException>(() => EtcdConnectionConfig.Read(config, "my.etcd"));

        Assert.Equal(3, failure.Message.Split("; my.etcd.").Length);
    }

    [Theory]
    [InlineData(" secret")]
    [InlineData("secret\n")]
    [InlineData(" ")]
    public void A_password_that_HOCON_would_change_is_a_problem(string password)
    {
        var settings = TestConnection.Settings(["http://a:2379"]) with { Username = "ann", Password = password };

        Assert.StartsWith("password: ", Assert.Single(settings.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<ConfigurationException>(() => EtcdConnectionConfig.Read(EtcdConnectionConfig.Default, "akka.etdc"));

        Assert.Contains("akka.etdc", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_is_not_told()
    {
        var settings = TestConnection.Settings(["http://a:2379"]) with { Username = "ann", Password = "secret" };

        Assert.DoesNotContain("secret", settings.ToString(), StringComparison.Ordinal);
    }

    private static void AssertSame(EtcdConnectionSettings expected, EtcdConnectionSettings actual)
    {
        Assert.Equal(expected.Endpoints.AsEnumerable(), actual.Endpoints);
        Assert.Equal(expected.Password, actual.Password);
        Assert.Equal(expected with { Endpoints = [] }, actual with { Endpoints = [] });
    }
}
