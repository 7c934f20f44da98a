using System.Collections.Immutable;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Files;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.DataPlane;

/// <summary>A file that others read.</summary>
internal readonly record struct DesiredFile(string Path, string Content)
{
    private const int SizeLimit = 1 << 16;

    public static ImmutableArray<DesiredFile> For(HeldLease lease, HostPlan plan)
    {
        var files = ImmutableArray.CreateBuilder<DesiredFile>();
        var mtu = Tunnels.InnerMtu(lease, plan);
        if (plan.SubnetFile is { } subnetFile)
            files.Add(new DesiredFile(subnetFile, SubnetEnvFile.Format(lease, mtu, plan.Masquerades)));
        if (plan.DockerOptionsFile is { } dockerOptionsFile)
            files.Add(new DesiredFile(dockerOptionsFile, Files.DockerOptionsFile.Format(lease, mtu, plan.Masquerades)));
        if (plan.CniConfigFile is { } cniConfigFile)
            files.Add(new DesiredFile(cniConfigFile, Files.CniConfigFile.Format(lease, plan.Bridge, mtu, plan.Masquerades, bridgeIsMade: plan.Backend != BackendKind.AddressesOnly)));
        return files.ToImmutable();
    }

    /// <summary>Whether it is there with this content. A link or anything else in its place is not it.</summary>
    public bool IsWritten()
    {
        try
        {
            return AtomicFile.TryReadText(Path, SizeLimit) == Content;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a file that was written for other options is still the agent's, and not one that somebody else (flanneld, say) has put in its place: whose subnet it names tells.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="subnets">All subnets that the agent may have written there.</param>
    public static bool IsStillOurs(string path, IEnumerable<Prefix> subnets)
    {
        try
        {
            return AtomicFile.TryReadText(path, SizeLimit) is not { } text
                || (text.StartsWith("DOCKER_OPT_", StringComparison.Ordinal) && !text.Contains("DOCKER_OPT_BIP", StringComparison.Ordinal))
                || subnets.Any(subnet => text.Contains(AddressText.FirstUsable(subnet), StringComparison.Ordinal) || text.Contains($"\"{subnet}\"", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // a link, or something else that the agent has not made
        }
    }

    /// <summary>Writes it, with the directory that it is in.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to write there.</exception>
    public void Write()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        AtomicFile.Write(Path, Encoding.UTF8.GetBytes(Content), AtomicFile.WorldReadable);
    }
}
