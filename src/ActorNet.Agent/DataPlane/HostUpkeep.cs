using System.Collections.Immutable;
using ActorNet.Agent.DataPlane.Comparing;

namespace ActorNet.Agent.DataPlane;

/// <summary>One round of the switches, tunnels' features and files: each is read, and set where it differs; what cannot be set is a problem and holds up no other.</summary>
internal sealed class HostUpkeep(List<Problem> problems)
{
    private readonly Dictionary<ObjectKind, int> _done = [];

    /// <summary>How many were set.</summary>
    public IReadOnlyDictionary<ObjectKind, int> Done => _done;

    /// <summary>Whether all switches are as they should be now.</summary>
    public bool Apply(ImmutableArray<Sysctl> sysctls)
    {
        var areRight = true;
        foreach (var sysctl in sysctls)
            areRight &= Attempt(ObjectKind.Sysctl, sysctl.Name, sysctl.IsSet, sysctl.Set);
        return areRight;
    }

    /// <summary>What stands in the way of one is a problem, and no more: packets pass all the same.</summary>
    public void Apply(IEnumerable<TunnelChecksums> tunnels)
    {
        foreach (var tunnel in tunnels)
            Attempt(ObjectKind.Link, tunnel.Subject, tunnel.IsSet, tunnel.Set);
    }

    /// <summary>Whether all files are as they should be now.</summary>
    public bool Apply(ImmutableArray<DesiredFile> files)
    {
        var areRight = true;
        foreach (var file in files)
            areRight &= Attempt(ObjectKind.File, file.Path, file.IsWritten, file.Write);
        return areRight;
    }

    private bool Attempt(ObjectKind kind, string subject, Func<bool> isRight, Action makeRight)
    {
        try
        {
            if (isRight())
                return true;

            makeRight();
            _done[kind] = _done.GetValueOrDefault(kind) + 1;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(subject, $"{subject} cannot be set: {exception.Message}"));
            return false;
        }
    }
}
