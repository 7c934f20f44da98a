using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A file system on a loop device, with which everything can happen that happens to disks.</summary>
internal sealed partial class LoopDisk : IDisposable
{
    /// <summary>EXT4_IOC_SHUTDOWN, linux/fs/ext4: from then on nothing can be read or written (EIO), as on a disk that is pulled out.</summary>
    private const uint Shutdown = 0x8004587d;
    private const int WithoutFlushing = 2;

    private readonly TemporaryDirectory _directory = new();
    private int _image;
    private bool _isFrozen;

    public LoopDisk()
    {
        using (var image = File.Create(Image))
            image.SetLength(32 << 20);
        Directory.CreateDirectory(Location);
        Command.Run("mkfs.ext4", "-q", "-F", Image);
        Mount();
        File.WriteAllText(Handle, "");
    }

    public string Location => _directory["disk"];

    private string Image => _directory[$"image{_image}"];

    private string Handle => Path.Combine(Location, "handle");

    /// <summary>Whoever writes waits, like on a disk that does not answer.</summary>
    public void Freeze()
    {
        Command.Run("fsfreeze", "--freeze", Location);
        _isFrozen = true;
    }

    public void Thaw()
    {
        Command.Run("fsfreeze", "--unfreeze", Location);
        _isFrozen = false;
    }

    /// <summary>Takes all space that there is.</summary>
    public void Fill()
    {
        using var filling = new FileStream(Path.Combine(Location, "filling"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 1 << 12, 1 })
        {
            try
            {
                while (true)
                {
                    filling.Write(new byte[size]);
                    filling.Flush(flushToDisk: true);
                }
            }
            catch (IOException)
            {
                // There is not that much any more.
            }
        }
    }

    public void Empty() => File.Delete(Path.Combine(Location, "filling"));

    public void MakeReadOnly() => Command.Run("mount", "-o", "remount,ro", Location);

    public void MakeWritable() => Command.Run("mount", "-o", "remount,rw", Location);

    /// <summary>Every access fails.</summary>
    public void Fail()
    {
        using var handle = File.OpenHandle(Handle);
        var flags = WithoutFlushing;
        if (Control(handle, Shutdown, ref flags) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Another disk is there, with what that one had. Who has a file open on that one keeps it.</summary>
    public void Replace()
    {
        Command.Run("umount", "--lazy", Location);
        var before = Image;
        _image++;
        File.Copy(before, Image);
        Mount();
    }

    public void Dispose()
    {
        if (_isFrozen)
            Thaw();
        Command.Run("umount", "--lazy", Location);
        _directory.Dispose();
    }

    private void Mount() => Command.Run("mount", "-o", "loop", Image, Location);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle descriptor, nuint request, ref int argument);
}
