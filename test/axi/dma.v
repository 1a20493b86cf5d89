// Two senders and a receiver with pauses around a wrapper, as DMA engines: beats from files, classes to the output.
`timescale 1ns / 1ns
`default_nettype none

module dma;
    parameter EVENTS = 1;
    parameter PARAMS = 1;
    parameter CLASSES = 1;
    parameter EVENT_BITS = 16;
    parameter CLASS_BITS = 8;
    parameter STALL = 30;

    reg aclk = 0;
    reg aresetn = 0;
    always #5 aclk = !aclk;

    // A line: TLAST, TKEEP, TDATA.
    reg [36:0] events [0:EVENTS - 1];
    reg [36:0] params [0:PARAMS - 1];
    initial begin
        $readmemh("events.hex", events);
        $readmemh("params.hex", params);
    end

    reg events_valid = 0;
    reg params_valid = 0;
    reg classes_ready = 0;
    wire events_ready, params_ready, classes_valid, irq;
    wire [CLASS_BITS - 1:0] class_data;
    wire [CLASS_BITS / 8 - 1:0] class_keep;
    wire class_last;
    integer event_at = 0, param_at = 0, given = 0, seed = 1, cycles = 0;

    // What lies on a bus while nothing is offered must not matter.
    wire [36:0] event_beat = events_valid ? events[event_at] : 37'bx;
    wire [36:0] param_beat = params_valid ? params[param_at] : 37'bx;

    `TOP dut (
        .aclk(aclk), .aresetn(aresetn), .irq(irq),
        .s_axi_awaddr(6'd0), .s_axi_awprot(3'd0), .s_axi_awvalid(1'b0), .s_axi_wdata(32'd0), .s_axi_wstrb(4'd0),
        .s_axi_wvalid(1'b0), .s_axi_bready(1'b1), .s_axi_araddr(6'd0), .s_axi_arprot(3'd0), .s_axi_arvalid(1'b0),
        .s_axi_rready(1'b1),
        .s_axi_awready(), .s_axi_wready(), .s_axi_bresp(), .s_axi_bvalid(), .s_axi_arready(), .s_axi_rdata(),
        .s_axi_rresp(), .s_axi_rvalid(),
        .s_axis_events_tvalid(events_valid), .s_axis_events_tready(events_ready),
        .s_axis_events_tdata(event_beat[EVENT_BITS - 1:0]), .s_axis_events_tkeep(event_beat[32 +: EVENT_BITS / 8]),
        .s_axis_events_tlast(event_beat[36]),
        .s_axis_params_tvalid(params_valid), .s_axis_params_tready(params_ready),
        .s_axis_params_tdata(param_beat[31:0]), .s_axis_params_tkeep(param_beat[35:32]),
        .s_axis_params_tlast(param_beat[36]),
        .m_axis_classes_tvalid(classes_valid), .m_axis_classes_tready(classes_ready),
        .m_axis_classes_tdata(class_data), .m_axis_classes_tkeep(class_keep), .m_axis_classes_tlast(class_last)
    );

    reg offered = 0;
    reg [CLASS_BITS - 1:0] held;

    always @(posedge aclk) begin
        cycles = cycles + 1;
        if (cycles == 4) aresetn <= 1;
        if (aresetn) begin
            if (events_valid & events_ready) event_at = event_at + 1;
            if (params_valid & params_ready) param_at = param_at + 1;
            if (!events_valid | events_ready)
                events_valid <= param_at == PARAMS && event_at < EVENTS && $dist_uniform(seed, 0, 99) >= STALL;
            if (!params_valid | params_ready)
                params_valid <= param_at < PARAMS && $dist_uniform(seed, 0, 99) >= STALL;
            if (^{events_ready, params_ready, classes_valid, irq} === 1'bx) begin
                $display("FAIL: an unknown bit in cycle %0d", cycles);
                $finish;
            end
            if (offered & (!classes_valid | class_data !== held)) $display("FAIL: an offer was taken back in cycle %0d", cycles);
            if (classes_valid & classes_ready) begin
                $display("class %0d %b %b", class_data, class_keep, class_last);
                given = given + 1;
                if (given == CLASSES) $finish;
            end
            offered = classes_valid & !classes_ready;
            held = class_data;
            classes_ready <= $dist_uniform(seed, 0, 99) >= STALL;
        end
        if (cycles == 1000000) begin
            $display("FAIL: no end");
            $finish;
        end
    end
endmodule
