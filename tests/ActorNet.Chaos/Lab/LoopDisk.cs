using ActorNet.Testing;

namespace ActorNet.Chaos.Lab;

/// <summary>An ext4 of its own on a loop file, which can be frozen and filled.</summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    /// <summary>An etcd that found its disk full needs this much to start again.</summary>
    private const long Size = 640L << 20;

    private readonly string file;
    private bool isFrozen;

    private LoopDisk(string file, string mountPoint) => (this.file, MountPoint) = (file, mountPoint);

    public string MountPoint { get; }

    private string Filling => Path.Combine(MountPoint, "filling");

    public static async Task<LoopDisk> CreateAsync(string directory)
    {
        var disk = new LoopDisk(Path.Combine(directory, "disk.img"), Path.Combine(directory, "disk"));
        Directory.CreateDirectory(disk.MountPoint);
        await using (var image = new FileStream(disk.file, FileMode.CreateNew))
        {
            image.SetLength(Size);
        }

        await Shell.RunAsync("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=1,lazy_journal_init=1", disk.file);
        await Shell.RunAsync("mount", "-o", "loop", disk.file, disk.MountPoint);
        return disk;
    }

    /// <summary>Whoever writes to it waits.</summary>
    public async Task FreezeAsync()
    {
        await Shell.RunAsync("fsfreeze", "-f", MountPoint);
        isFrozen = true;
    }

    /// <summary>Lets them go on; does nothing to one that is not frozen.</summary>
    public async Task ThawAsync()
    {
        if (isFrozen)
        {
            await Shell.RunAsync("fsfreeze", "-u", MountPoint);
            isFrozen = false;
        }
    }

    /// <summary>Leaves no room on it.</summary>
    public async Task FillAsync()
    {
        // In pieces: the last of them fail, and leave nothing.
        foreach (var piece in new[] { 256, 64, 16, 4, 1 })
        {
            while ((await Shell.TryRunAsync("fallocate", "-o", $"{FillingLength()}", "-l", $"{piece}M", Filling)).ExitCode == 0)
            {
            }
        }

        await Shell.TryRunAsync("dd", "if=/dev/zero", $"of={Filling}-rest", "bs=4k"); // It ends when nothing is left.
    }

    /// <summary>Makes room again.</summary>
    public void Empty()
    {
        File.Delete(Filling);
        File.Delete($"{Filling}-rest");
    }

    public async ValueTask DisposeAsync()
    {
        await ThawAsync();
        await Shell.TryRunAsync("umount", "--lazy", MountPoint);
    }

    private long FillingLength() => File.Exists(Filling) ? new FileInfo(Filling).Length : 0;
}
