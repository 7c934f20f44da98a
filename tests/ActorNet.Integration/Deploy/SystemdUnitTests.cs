using ActorNet.Testing;

namespace ActorNet.Integration.Deploy;

/// <summary>The units, as systemd itself reads them.</summary>
public sealed class SystemdUnitTests
{
    [Theory]
    [InlineData("actornet-coordinator")]
    [InlineData("actornet-agent")]
    public async Task Systemd_finds_nothing_wrong_with_the_unit(string name)
    {
        using var directory = new TemporaryDirectory();
        var unit = directory.Combine($"{name}.service");
        var text = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "deploy", "systemd", $"{name}.service"), TestContext.Current.CancellationToken);

        // The programs need not be installed where the tests run.
        var runnable = text.Replace("ExecStart=/opt/actornet/", "ExecStart=/usr/bin/env ", StringComparison.Ordinal);
        await File.WriteAllTextAsync(unit, runnable, TestContext.Current.CancellationToken);
        var verified = await Shell.TryRunAsync("systemd-analyze", "verify", "--man=no", unit);

        Assert.Equal((0, ""), (verified.ExitCode, verified.Output + verified.Error));
    }
}
