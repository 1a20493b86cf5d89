// A wrapper that a program drives through standard input and output, a line a command, as over a bus: registers over
// AXI4-Lite, transfers over the streams, with pauses everywhere.
//   r OFFSET            -> r VALUE RESPONSE
//   w OFFSET VALUE      -> w RESPONSE
//   s STREAM N WORD...  -> s TAKEN           one transfer to the network: 0 events, 1 params
//   e STREAM N                               lets a stream put a transfer of at most N beats: 2 classes, 3 logits, 4 spikes
//   a STREAM            -> a N WORD...       waits for its end
//   i                   -> i IRQ
`timescale 1ns / 1ns
`default_nettype none

// The receiving end of a DMA engine. ALWAYS: nobody takes anything, ready is 1 for ever.
module sink #(parameter SEED = 1) (input wire clk, input wire valid, output reg ready, input wire [63:0] data, input wire last);
    reg armed = 0;
    integer room = 0, got = 0, seed = SEED, waited, i;
    reg [63:0] words [0:4095];
    initial ready = 0;
    always @(posedge clk) begin
        if (valid & ready & armed) begin
            words[got] = data;
            got = got + 1;
            if (last || got == room) armed = 0;
        end
`ifdef ALWAYS
        ready <= 1;
`else
        ready <= armed && $dist_uniform(seed, 0, 99) >= 40;
`endif
    end
    task arm(input integer count);
        begin
            room = count;
            got = 0;
            armed = 1;
        end
    endtask
    task arrived(input integer patience);
        begin
            for (waited = 0; armed && waited < patience; waited = waited + 1) @(posedge clk);
            $write("a %0h", armed ? 0 : got);
            for (i = 0; !armed && i < got; i = i + 1) $write(" %h", words[i]);
            $write("\n");
        end
    endtask
endmodule

module server;
    parameter EVENT_BITS = 16;
    parameter CLASS_BITS = 8;
    parameter LOGIT_BITS = 16;
    parameter PATIENCE = 20000;
    localparam IN = 32'h8000_0000;
    localparam OUT = 32'h8000_0001;

    reg aclk = 0;
    reg aresetn = 0;
    always #5 aclk = !aclk;

    integer seed = 1;
    function pause(input integer percent);
        pause = $dist_uniform(seed, 0, 99) < percent;
    endfunction

    reg [5:0] address = 0;
    reg [31:0] data = 0;
    reg awvalid = 0, wvalid = 0, bready = 0, arvalid = 0, rready = 0;
    wire awready, wready, bvalid, arready, rvalid, irq;
    wire [1:0] bresp, rresp;
    wire [31:0] rdata;

    reg events_valid = 0, params_valid = 0, last = 0;
    reg [31:0] word = 0, next;
    wire events_ready, params_ready, class_valid, class_ready, class_last, logit_ready, spike_ready;
    wire [CLASS_BITS - 1:0] class_data;
    wire [LOGIT_BITS - 1:0] logit_data;
    wire [15:0] spike_data;

`ifdef LOGITS
    wire logit_valid, logit_last, spike_valid, spike_last;
`else
    wire logit_valid = 0, logit_last = 0, spike_valid = 0, spike_last = 0;
`endif

    `TOP dut (
        .aclk(aclk), .aresetn(aresetn), .irq(irq),
        .s_axi_awaddr(address), .s_axi_awprot(3'd0), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
        .s_axi_wdata(data), .s_axi_wstrb(4'hf), .s_axi_wvalid(wvalid), .s_axi_wready(wready),
        .s_axi_bready(bready), .s_axi_bresp(bresp), .s_axi_bvalid(bvalid),
        .s_axi_araddr(address), .s_axi_arprot(3'd0), .s_axi_arvalid(arvalid), .s_axi_arready(arready),
        .s_axi_rready(rready), .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rvalid(rvalid),
        .s_axis_events_tvalid(events_valid), .s_axis_events_tready(events_ready),
        .s_axis_events_tdata(word[EVENT_BITS - 1:0]), .s_axis_events_tkeep({EVENT_BITS / 8{1'b1}}),
        .s_axis_events_tlast(last),
`ifdef LOADED
        .s_axis_params_tvalid(params_valid), .s_axis_params_tready(params_ready),
        .s_axis_params_tdata(word), .s_axis_params_tkeep(4'hf), .s_axis_params_tlast(last),
`endif
`ifdef LOGITS
        .m_axis_logits_tvalid(logit_valid), .m_axis_logits_tready(logit_ready),
        .m_axis_logits_tdata(logit_data), .m_axis_logits_tkeep(), .m_axis_logits_tlast(logit_last),
        .m_axis_spikes_tvalid(spike_valid), .m_axis_spikes_tready(spike_ready),
        .m_axis_spikes_tdata(spike_data), .m_axis_spikes_tkeep(), .m_axis_spikes_tlast(spike_last),
`endif
        .m_axis_classes_tvalid(class_valid), .m_axis_classes_tready(class_ready),
        .m_axis_classes_tdata(class_data), .m_axis_classes_tkeep(), .m_axis_classes_tlast(class_last)
    );
`ifndef LOADED
    assign params_ready = 0;
`endif

    sink #(.SEED(2)) classes (aclk, class_valid, class_ready, {{64 - CLASS_BITS{1'b0}}, class_data}, class_last);
    sink #(.SEED(3)) logits (aclk, logit_valid, logit_ready, {{64 - LOGIT_BITS{1'b0}}, logit_data}, logit_last);
    sink #(.SEED(4)) spikes (aclk, spike_valid, spike_ready, {48'd0, spike_data}, spike_last);

    // Both halves of a write come when they like; each valid stays until it is taken.
    task access(input write, output reg [1:0] response);
        reg taken, given;
        begin
            awvalid <= write;
            wvalid <= write && !pause(50);
            arvalid <= !write;
            taken = 0;
            given = 0;
            while (!(taken & given)) begin
                @(posedge aclk);
                if (awvalid & awready) awvalid <= 0;
                if (arvalid & arready) arvalid <= 0;
                if (wvalid & wready) begin
                    wvalid <= 0;
                    taken = 1;
                end else if (write & !taken) wvalid <= 1;
                if (!write) taken = 1;
                if (write ? bvalid & bready : rvalid & rready) begin
                    given = 1;
                    response = write ? bresp : rresp;
                    data = rdata;
                end
                bready <= write && !given && !pause(30);
                rready <= !write && !given && !pause(30);
            end
            bready <= 0;
            rready <= 0;
        end
    endtask

    reg [1:0] response;
    reg [7:0] command;
    integer code, stream, count, i, waited;
    initial begin
        repeat (4) @(posedge aclk);
        aresetn <= 1;
        repeat (2) @(posedge aclk);
        while ($fscanf(IN, " %c", command) == 1) begin
            case (command)
                "r": begin
                    code = $fscanf(IN, "%h", address);
                    access(0, response);
                    $display("r %h %h", data, response);
                end
                "w": begin
                    code = $fscanf(IN, "%h %h", address, data);
                    access(1, response);
                    $display("w %h", response);
                end
                "s": begin
                    code = $fscanf(IN, "%d %d", stream, count);
                    waited = 0;
                    for (i = 0; i < count; i = i + 1) begin
                        code = $fscanf(IN, "%h", next);
                        while (pause(30)) @(posedge aclk);
                        word <= next;
                        last <= i == count - 1;
                        events_valid <= stream == 0;
                        params_valid <= stream == 1;
                        @(posedge aclk);
                        while (!(stream == 0 ? events_ready : params_ready) && waited < PATIENCE) begin
                            waited = waited + 1;
                            @(posedge aclk);
                        end
                        events_valid <= 0;
                        params_valid <= 0;
                    end
                    $display("s %0d", waited < PATIENCE);
                end
                "e": begin
                    code = $fscanf(IN, "%d %d", stream, count);
                    case (stream)
                        2: classes.arm(count);
                        3: logits.arm(count);
                        default: spikes.arm(count);
                    endcase
                end
                "a": begin
                    code = $fscanf(IN, "%d", stream);
                    case (stream)
                        2: classes.arrived(PATIENCE);
                        3: logits.arrived(PATIENCE);
                        default: spikes.arrived(PATIENCE);
                    endcase
                end
                "i": $display("i %b", irq);
                default: $display("? %c", command);
            endcase
            $fflush(OUT);
        end
        $finish;
    end
endmodule
