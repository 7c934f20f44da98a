namespace ActorNet.Netlink.Tests.Fixtures;

/// <summary>A test with a namespace of its own and a connection to it.</summary>
public abstract class NamespaceTest : IAsyncLifetime
{
    protected NetworkNamespace Host { get; private set; } = null!;

    protected NetlinkConnection Connection { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Host = await NetworkNamespace.CreateAsync();
        Connection = NetlinkConnection.OpenInNamespace(Host.Path);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Connection?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
    }

    /// <summary>A bridge that is up and has 192.0.2.1/24: a link to have routes over.</summary>
    protected async Task<Link> UplinkAsync(string name = "br0")
    {
        await Host.IpAsync($"link add {name} type bridge");
        await Host.IpAsync($"link set {name} up");
        await Host.IpAsync($"address add 192.0.2.1/24 dev {name}");
        await Host.IpAsync($"address add 2001:db8::1/64 dev {name} nodad");
        return await LinkAsync(name);
    }

    protected async Task<Link> LinkAsync(string name) =>
        await Connection.FindLinkAsync(name, Cancel) ?? throw new InvalidOperationException($"There is no link {name}.");

    protected static async Task<NetlinkError> RefusedAsync(Task operation) =>
        (await Assert.ThrowsAsync<NetlinkException>(() => operation)).Error;
}
