using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>Runs checks one after the other; one that fails or takes too long keeps no other from being made.</summary>
internal static class Checkup
{
    private static readonly TimeSpan MostOfOne = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Finding>> RunAsync(IEnumerable<ICheck> checks, CheckScene scene, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
            findings.AddRange(await RunAsync(check, scene, cancellationToken));
        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> RunAsync(ICheck check, CheckScene scene, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(MostOfOne);
        try
        {
            return await check.RunAsync(scene, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Finding.Unknown(check.Subject, $"it could not be found out within {MostOfOne.TotalSeconds} s")];
        }
        catch (Exception exception) when (exception is NetlinkException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Unknown(check.Subject, exception.Message)];
        }
    }
}
