using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;

namespace Akka.Etcd.Tests.Connection;

public sealed class SecurityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_whose_certificate_is_of_the_given_authority_is_used()
    {
        using var authority = new TestAuthority();
        await using var cluster = await EtcdCluster.StartAsync(1, new EtcdSecurity(authority));
        await using var connection = new EtcdConnection(cluster.Settings() with { Tls = new EtcdTlsSettings(authority.CertificateFile) });

        await connection.PutAsync("key", "value");

        Assert.Equal("value", await connection.GetAsync("key"));
    }

    [Fact]
    public async Task A_member_whose_certificate_is_of_another_authority_is_refused_and_the_reason_named()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("another authority");
        await using var cluster = await EtcdCluster.StartAsync(1, new EtcdSecurity(authority));
        await using var connection = new EtcdConnection(Quick(cluster.Settings()) with { Tls = new EtcdTlsSettings(other.CertificateFile) });

        var failure = await Assert.ThrowsAsync<EtcdUnavailableException>(() => connection.GetAsync("key"));

        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_is_known_by_its_certificate_where_the_members_ask_for_one()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("client");
        await using var cluster = await EtcdCluster.StartAsync(1, new EtcdSecurity(authority, RequiresClientCertificate: true));

        await using var known = new EtcdConnection(cluster.Settings() with { Tls = new EtcdTlsSettings(authority.CertificateFile, certificate, key) });
        await known.PutAsync("key", "value");

        await using var unknown = new EtcdConnection(Quick(cluster.Settings()) with { Tls = new EtcdTlsSettings(authority.CertificateFile) });
        await Assert.ThrowsAsync<EtcdUnavailableException>(() => unknown.GetAsync("key"));
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named_with_its_key()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Combine("ca.pem");
        File.WriteAllText(file, "nothing");

        var problem = Assert.Throws<ArgumentException>(() =>
            new EtcdConnection(TestConnection.Settings(["https://127.0.0.1:2379"]) with { Tls = new EtcdTlsSettings(file) }));

        Assert.Contains("tls.ca-file", problem.Message, StringComparison.Ordinal);
        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>etcd's simple tokens are in a member's memory only: after a restart it knows none of them.</summary>
    [Fact]
    public async Task A_token_that_the_member_forgot_is_fetched_anew_for_calls_and_watches()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.EnableUsersAsync();
        await using var connection = new EtcdConnection(cluster.Settings() with { Username = "root", Password = "root" });
        await connection.PutAsync("key", "one");
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());

        await cluster.Members[0].KillAsync();
        cluster.Members[0].Start();

        var next = watch.MoveNextAsync();
        var written = await connection.PutUntilDoneAsync("key", "two");
        Assert.True(await next);
        Assert.Equal(written.Header.Revision, watch.Current.Revision);
    }

    /// <summary>The watch finds out by itself, with no call before it that would have fetched a token.</summary>
    [Fact]
    public async Task A_watch_alone_gets_over_a_token_that_the_member_forgot()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.EnableUsersAsync();
        await using var connection = new EtcdConnection(cluster.Settings() with { Username = "root", Password = "root" });
        await connection.PutAsync("key", "one");
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());

        await cluster.Members[0].KillAsync();
        cluster.Members[0].Start();
        await cluster.WaitUntilServingAsync();

        var next = watch.MoveNextAsync();
        await cluster.ControlAsync("put", "key", "two");
        Assert.True(await next);
        Assert.Equal("two", Assert.Single(watch.Current.Events).Kv.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Another_member_that_does_not_know_the_token_gets_one_that_it_knows()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await cluster.EnableUsersAsync();
        await using var connection = new EtcdConnection(cluster.Settings() with { Username = "root", Password = "root" });
        await connection.PutAsync("key", "one");
        var used = cluster.Members.Single(member => new Uri(member.Url) == connection.Current);
        foreach (var other in cluster.Members.Where(member => member != used))
        {
            await other.KillAsync();
            other.Start();
            await Eventually.HoldsAsync("it is back", async () => (await Shell.TryRunAsync("etcdctl", "--endpoints", other.Url, "--user", "root:root", "get", "key")).ExitCode == 0);
        }

        await used.KillAsync();

        await connection.PutUntilDoneAsync("key", "two");
        Assert.Equal("two", await connection.GetAsync("key"));
    }

    [Fact]
    public async Task What_a_user_may_not_do_is_refused()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.ControlAsync("role", "add", "reader");
        await cluster.ControlAsync("role", "grant-permission", "reader", "read", "mine/", "--prefix");
        await cluster.ControlAsync("user", "add", "ann:secret");
        await cluster.ControlAsync("user", "grant-role", "ann", "reader");
        await cluster.EnableUsersAsync();
        await using var connection = new EtcdConnection(cluster.Settings() with { Username = "ann", Password = "secret" });

        Assert.Null(await connection.GetAsync("mine/key"));
        var write = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.PutAsync("mine/key", "value"));
        Assert.Contains("permission denied", write.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.GetAsync("theirs/key"));
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("theirs/"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        await Assert.ThrowsAsync<EtcdRefusedException>(() => watch.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_reason_named()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.EnableUsersAsync();
        await using var connection = new EtcdConnection(cluster.Settings() with { Username = "root", Password = "wrong" });

        var refusal = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.PutAsync("key", "value"));

        Assert.Contains("invalid user ID or password", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.GetAsync("key"));
    }

    [Fact]
    public async Task A_connection_without_a_user_is_refused_where_one_is_asked_for()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.EnableUsersAsync();
        await using var connection = cluster.Connect();

        await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.PutAsync("key", "value"));
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        await Assert.ThrowsAsync<EtcdRefusedException>(() => watch.MoveNextAsync().AsTask());
    }

    private static EtcdConnectionSettings Quick(EtcdConnectionSettings settings) =>
        settings with { CallTimeout = TimeSpan.FromSeconds(2), ReadTimeout = TimeSpan.FromSeconds(5) };
}
