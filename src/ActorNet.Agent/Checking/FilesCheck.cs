using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.Checking;

/// <summary>Whether the files that others read say what the lease says.</summary>
internal sealed class FilesCheck : ICheck
{
    public string Subject => "files";

    public Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        scene.Lease is { } lease && scene.Plan is { } plan ? [.. DesiredFile.For(lease, plan).Select(Look)] : []);

    private static Finding Look(DesiredFile file) => file.IsWritten()
        ? Finding.Ok($"file {file.Path}", "as the lease says")
        : Finding.Wrong($"file {file.Path}", File.Exists(file.Path) ? "it says something else than the lease" : "it is not there", "the agent writes it when the host has the lease; read its log");
}
