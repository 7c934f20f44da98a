using System.Text.Json;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Nftables;

/// <summary>A test with a namespace of its own and a connection to its nf_tables. What the kernel holds is read with <c>nft</c>.</summary>
public abstract class NftablesTest : NamespaceTest
{
    protected static readonly NftTable Table = new(NftFamily.Inet, "t");

    protected static readonly NftChain Forward = new() { Table = Table, Name = "forward", Hook = NftHook.Forward, Priority = -10 };

    protected static readonly NftSet Held = new() { Table = Table, Name = "held4", KeyType = NftKeyType.IPv4Address, HasIntervals = true, HasTimeouts = true };

    protected static readonly NftSet Held6 = Held with { Name = "held6", KeyType = NftKeyType.IPv6Address };

    protected static readonly NftSet Peers = new() { Table = Table, Name = "peers4", KeyType = NftKeyType.IPv4Address };

    protected NftablesConnection Nftables { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        using var networkNamespace = NetNamespace.Open(Host.Path);
        Nftables = NftablesConnection.Open(networkNamespace);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Nftables?.Dispose();
        await base.DisposeAsync();
    }

    protected async Task<string> NftAsync(params string[] arguments)
    {
        var result = await Host.TryRunAsync("nft", arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"nft {string.Join(' ', arguments)}: {result.Error}");
    }

    /// <summary>The objects of a kind in <c>nft -j list ruleset</c>.</summary>
    protected async Task<JsonElement[]> RulesetAsync(string kind)
    {
        using var document = JsonDocument.Parse(await NftAsync("-j", "list", "ruleset"));
        return [.. document.RootElement.GetProperty("nftables").EnumerateArray().Where(item => item.TryGetProperty(kind, out _)).Select(item => item.GetProperty(kind).Clone())];
    }
}
