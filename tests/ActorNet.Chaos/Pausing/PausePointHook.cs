using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorNet.Chaos.Pausing;
using Microsoft.AspNetCore.Http;

namespace ActorNet.Chaos.Pausing
{
    /// <summary>
    /// Stops a coordinator at its <see cref="PausePoint"/>s. Nothing in the product knows of it: the runtime loads this assembly into the process at
    /// its start (<c>DOTNET_STARTUP_HOOKS</c>), and it listens to what .NET's HTTP client and server say of every request to anybody who listens.
    /// </summary>
    internal sealed partial class PausePointHook(string directory) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private const string TransactionPath = "/etcdserverpb.KV/Txn";
        private const int SignalStop = 19;
        private static readonly string[] AnswerPaths =
            ["/actornet.v1.LeaseService/AcquireLease", "/actornet.v1.LeaseService/RenewLease", "/actornet.v1.LeaseService/ReleaseLease"];

        private static readonly HttpRequestOptionsKey<bool> IsActivation = new("activation");

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name is "HttpHandlerDiagnosticListener" or "Microsoft.AspNetCore")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            switch (value.Key)
            {
                case "System.Net.Http.HttpRequestOut.Start" when FindTransaction(value.Value) is { } transaction:
                    StopAt(PausePoint.BeforeTransaction);
                    LookFor(transaction);
                    break;
                case "System.Net.Http.HttpRequestOut.Stop" when FindTransaction(value.Value) is { } transaction:
                    StopAt(PausePoint.AfterTransaction);
                    if (transaction.Options.TryGetValue(IsActivation, out _))
                    {
                        StopAt(PausePoint.AfterFence);
                    }

                    break;
                case "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start" when value.Value is HttpContext context && AnswerPaths.Contains(context.Request.Path.Value):
                    context.Response.OnStarting(() => StopAtAsync(PausePoint.BeforeAnswer));
                    context.Response.OnCompleted(() => StopAtAsync(PausePoint.AfterAnswer));
                    break;
            }
        }

        public void OnCompleted()
        {
            // A listener ends with the process.
        }

        public void OnError(Exception error)
        {
            // Listeners report none.
        }

        /// <summary>The event's type is not public; its member is documented.</summary>
        private static HttpRequestMessage? FindTransaction(object? payload) =>
            payload?.GetType().GetProperty("Request")?.GetValue(payload) is HttpRequestMessage { RequestUri.AbsolutePath: TransactionPath } request ? request : null;

        private void LookFor(HttpRequestMessage transaction)
        {
            if (!IsArmed(PausePoint.BeforeFence) && !IsArmed(PausePoint.AfterFence))
            {
                return;
            }

            transaction.Content = new InspectedContent(transaction.Content!, bytes =>
            {
                if (ActivationFinder.IsIn(bytes))
                {
                    transaction.Options.Set(IsActivation, true);
                    StopAt(PausePoint.BeforeFence);
                }
            });
        }

        private Task StopAtAsync(PausePoint point)
        {
            StopAt(point);
            return Task.CompletedTask;
        }

        private void StopAt(PausePoint point)
        {
            if (IsArmed(point))
            {
                File.Delete(PausePoints.FileOf(directory, point));
                _ = SendSignal(Environment.ProcessId, SignalStop);
            }
        }

        private bool IsArmed(PausePoint point) => File.Exists(PausePoints.FileOf(directory, point));

        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int SendSignal(int process, int signal);
    }
}

/// <summary>The runtime looks for this name, outside of any namespace.</summary>
#pragma warning disable MA0047
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PausePoints.DirectoryVariable) is { } directory)
        {
            DiagnosticListener.AllListeners.Subscribe(new PausePointHook(directory));
        }
    }
}
#pragma warning restore MA0047
