using ActorNet.Coordinator.Configuration;
using Akka.Etcd.Configuration;

namespace ActorNet.Coordinator.Tests.Configuration;

public sealed class StorageReaderTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void With_endpoints_the_journal_is_in_etcd()
    {
        var (storage, errors) = Read((OptionKey.Etcd, ["http://10.0.0.1:2379", "http://10.0.0.2:2379"]));

        Assert.Empty(errors);
        var etcd = Assert.IsType<EtcdStorageOptions>(storage);
        Assert.Equal("http://10.0.0.1:2379, http://10.0.0.2:2379", etcd.Endpoints);
        Assert.Equal(("/actornet/", "/coreos.com/network"), (etcd.KeyPrefix, etcd.FlannelPrefix));
        Assert.Null(etcd.Connection.Username);
    }

    [Fact]
    public void Everything_of_etcd_can_be_set()
    {
        using var authority = new TestAuthority();
        var (password, client) = (File("password", "secret\n"), authority.Issue("coordinator"));
        var (storage, errors) = Read(
            (OptionKey.Etcd, ["https://10.0.0.1:2379"]),
            (OptionKey.EtcdPrefix, ["/east"]),
            (OptionKey.EtcdUsername, ["actornet"]),
            (OptionKey.EtcdPasswordFile, [password]),
            (OptionKey.EtcdCaFile, [authority.CertificateFile]),
            (OptionKey.EtcdCertificateFile, [client.Certificate]),
            (OptionKey.EtcdKeyFile, [client.Key]),
            (OptionKey.FlannelPrefix, ["/atomic.io/network/"]));

        Assert.Empty(errors);
        var etcd = Assert.IsType<EtcdStorageOptions>(storage);
        Assert.Equal(("/east/", "/atomic.io/network"), (etcd.KeyPrefix, etcd.FlannelPrefix));
        Assert.Equal(("actornet", "secret"), (etcd.Connection.Username, etcd.Connection.Password));
        Assert.Equal(new EtcdTlsSettings(authority.CertificateFile, client.Certificate, client.Key), etcd.Connection.Tls);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named_with_its_setting()
    {
        var (_, errors) = Read((OptionKey.Etcd, ["https://10.0.0.1:2379"]), (OptionKey.EtcdCaFile, [File("ca.pem", "nothing")]));

        Assert.StartsWith("etcd-ca-file in test: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_names_the_setting_that_it_is_about()
    {
        var (_, errors) = Read(
            (OptionKey.Etcd, ["10.0.0.1:2379", "http://10.0.0.2:2379/v2"]),
            (OptionKey.EtcdPrefix, ["/with space/"]),
            (OptionKey.EtcdUsername, ["actornet"]),
            (OptionKey.EtcdCertificateFile, ["/no/such/file"]),
            (OptionKey.FlannelPrefix, ["/"]));

        Assert.Equal(
            ["etcd", "etcd", "etcd-certificate-file", "etcd-key-file", "etcd-password-file", "etcd-prefix", "flannel-prefix"],
            errors.Select(error => error.Split(' ')[0].TrimEnd(':')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_endpoint_that_is_not_a_URL_is_shown_as_it_was_given()
    {
        var (_, errors) = Read((OptionKey.Etcd, ["10.0.0.1:2379"]));

        Assert.StartsWith("etcd in test: '10.0.0.1:2379' is not a client URL", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("\n", "is empty")]
    public void A_password_that_cannot_be_had_is_one_error(string? content, string reason)
    {
        var file = content is null ? directory.Combine("none") : File("password", content);
        var (_, errors) = Read((OptionKey.Etcd, ["http://10.0.0.1:2379"]), (OptionKey.EtcdUsername, ["actornet"]), (OptionKey.EtcdPasswordFile, [file]));

        var error = Assert.Single(errors);
        Assert.StartsWith("etcd-password-file in test: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_etcd_without_etcd_are_refused()
    {
        var (_, errors) = Read((OptionKey.EtcdPrefix, ["/east/"]), (OptionKey.FlannelPrefix, ["/shared/environment"]));

        Assert.StartsWith("etcd-prefix in test: given without etcd", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_places_at_once_are_refused()
    {
        var (_, errors) = Read((OptionKey.Etcd, ["http://10.0.0.1:2379"]), (OptionKey.DataDirectory, ["/data"]));

        Assert.StartsWith("data-directory in test: given together with etcd in test", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_places_the_stronger_source_decides()
    {
        var raw = new RawOptions { { OptionKey.Etcd, new RawValue(["http://10.0.0.1:2379"], "file") }, { OptionKey.Listen, new RawValue(["*:1"], "file") } };

        raw.Add(new RawOptions { { OptionKey.DataDirectory, new RawValue(["/data"], "flag") } });

        Assert.Equal((null, "/data", "*:1"), (raw[OptionKey.Etcd]?.Text, raw[OptionKey.DataDirectory]?.Text, raw[OptionKey.Listen]?.Text));
    }

    [Theory]
    [InlineData("FLANNEL_ETCD", "FLANNEL_ETCD_KEY")]
    [InlineData("FLANNEL_ETCD_ENDPOINTS", "FLANNEL_ETCD_PREFIX")]
    public void The_environment_of_flanneld_says_where_etcd_is(string endpoints, string prefix)
    {
        var raw = OptionsEnvironment.ReadFlannel(name => name == endpoints ? "http://a:2379,http://b:2379" : name == prefix ? "/atomic.io/network" : null);

        Assert.Equal(["http://a:2379", "http://b:2379"], raw[OptionKey.Etcd]!.Texts);
        Assert.Equal(("/atomic.io/network", prefix), (raw[OptionKey.FlannelPrefix]!.Text, raw[OptionKey.FlannelPrefix]!.Origin));
    }

    private string File(string name, string content)
    {
        System.IO.File.WriteAllText(directory.Combine(name), content);
        return directory.Combine(name);
    }

    private static (StorageOptions Storage, List<string> Errors) Read(params ReadOnlySpan<(OptionKey Key, string[] Texts)> given)
    {
        var (raw, errors) = (new RawOptions(), new List<string>());
        foreach (var (key, texts) in given)
        {
            raw.Add(key, new RawValue(texts, $"{key.Name} in test"));
        }

        return (StorageReader.Read(raw, "/data", errors), errors);
    }
}
