namespace ActorNet.Testing;

/// <summary>What a switch does to frames: it loses those between some ports, or some of those from a port. Faults that overlap are counted.</summary>
internal sealed class SwitchFaults(NetworkNamespace hub) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<(int From, int To), int> cuts = [];
    private readonly Dictionary<int, int> losses = [];
    private bool isThere;

    /// <summary>Loses what goes from one port to another.</summary>
    public Task CutAsync(IEnumerable<(int From, int To)> wires) => ChangeAsync(() => wires.ToList().ForEach(wire => cuts[wire] = cuts.GetValueOrDefault(wire) + 1));

    /// <summary>Ends a cut.</summary>
    public Task MendAsync(IEnumerable<(int From, int To)> wires) => ChangeAsync(() =>
    {
        foreach (var wire in wires.Where(cuts.ContainsKey))
        {
            if (--cuts[wire] == 0)
            {
                cuts.Remove(wire);
            }
        }
    });

    /// <summary>Loses so many of a hundred frames from and to a port; none with 0.</summary>
    public Task LoseAsync(int port, int percent) => ChangeAsync(() =>
    {
        losses.Remove(port);
        if (percent > 0)
        {
            losses[port] = percent;
        }
    });

    /// <summary>Ends all of it.</summary>
    public Task HealAsync() => ChangeAsync(() =>
    {
        cuts.Clear();
        losses.Clear();
    });

    public void Dispose() => gate.Dispose();

    /// <summary>Changes the rules in one transaction of the kernel's.</summary>
    private async Task ChangeAsync(Action change)
    {
        await gate.WaitAsync();
        try
        {
            change();
            string[] rules =
            [
                "table bridge fault {",
                "set cut { type ifname . ifname; }",
                "chain forward { type filter hook forward priority 0; iifname . oifname @cut drop;",
                .. losses.SelectMany(loss => new[] { "iifname", "oifname" }.Select(side => $"{side} \"p{loss.Key}\" numgen random mod 100 < {loss.Value} drop;")),
                "}",
                "}",
            ];
            var elements = cuts.Keys.Select(wire => $"\"p{wire.From}\" . \"p{wire.To}\"").ToList();
            await NftAsync(string.Join(
                '\n',
                [
                    .. isThere ? ["delete table bridge fault"] : Array.Empty<string>(),
                    .. rules,
                    .. elements.Count > 0 ? [$"add element bridge fault cut {{ {string.Join(", ", elements)} }}"] : Array.Empty<string>(),
                ]));
            isThere = true;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task NftAsync(string script)
    {
        var result = await hub.TryRunAsync("nft", script);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"nft {script}: {result.Error}");
        }
    }
}
