using System.Diagnostics;

namespace ActorNet.Testing;

/// <summary>
/// Somebody who puts a table of nf_tables of its own in the place of another of that name: for as long as the owner lives, the kernel lets nobody else change or delete it
/// (NFT_TABLE_F_OWNER, linux/netfilter/nf_tables.h).
/// </summary>
public sealed class TableOwner : IAsyncDisposable
{
    private readonly Process nft;

    private TableOwner(Process nft) => this.nft = nft;

    /// <summary>Takes the name of a table of the family inet.</summary>
    /// <param name="networkNamespace">In which network namespace.</param>
    /// <param name="table">The table's name.</param>
    public static async Task<TableOwner> TakeAsync(string networkNamespace, string table)
    {
        var owner = new TableOwner(Process.Start(new ProcessStartInfo("ip", ["netns", "exec", networkNamespace, "nft", "--interactive"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        owner.nft.BeginOutputReadLine();
        owner.nft.BeginErrorReadLine();

        // One line is one transaction, so that nobody else's table comes in between.
        await owner.nft.StandardInput.WriteLineAsync($"add table inet {table}; delete table inet {table}; add table inet {table} {{ flags owner; }}");
        await owner.nft.StandardInput.FlushAsync();
        await Eventually.HoldsAsync($"the table {table} has its owner", async () =>
            (await Shell.TryRunAsync("ip", "netns", "exec", networkNamespace, "nft", "list", "table", "inet", table)).Output.Contains("flags owner", StringComparison.Ordinal));
        return owner;
    }

    /// <summary>The table goes with its owner.</summary>
    public async ValueTask DisposeAsync()
    {
        nft.StandardInput.Close();
        await nft.WaitForExitAsync();
        nft.Dispose();
    }
}
