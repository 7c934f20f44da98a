using ActorNet.Testing;

namespace ActorNet.Chaos.Lab;

/// <summary>A tmpfs of one megabyte.</summary>
internal sealed class MemoryDisk : IAsyncDisposable
{
    private MemoryDisk(string mountPoint) => MountPoint = mountPoint;

    public string MountPoint { get; }

    private string Filling => Path.Combine(MountPoint, "filling");

    public static async Task<MemoryDisk> MountAsync(string mountPoint)
    {
        Directory.CreateDirectory(mountPoint);
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mountPoint);
        return new MemoryDisk(mountPoint);
    }

    /// <summary>Leaves no room on it.</summary>
    public Task FillAsync() => Shell.TryRunAsync("dd", "if=/dev/zero", $"of={Filling}", "bs=4k"); // It ends when nothing is left.

    public void Empty() => File.Delete(Filling);

    public Task MakeReadOnlyAsync() => Shell.RunAsync("mount", "-o", "remount,ro", MountPoint);

    public Task MakeWritableAsync() => Shell.RunAsync("mount", "-o", "remount,rw", MountPoint);

    public async ValueTask DisposeAsync() => await Shell.TryRunAsync("umount", "--lazy", MountPoint);
}
